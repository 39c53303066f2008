import type { Environment } from "../../worker/gateway/environment.ts";
import { binding } from "../../worker/gateway/environment.ts";
import { newRunId } from "../../worker/gateway/run-id.ts";
import type { Gateway, Run, RunRequest } from "../../worker/gateway/run-types.ts";
import { createRunnerClient } from "../../worker/gateway/runner-client.ts";
import { runThroughRunner } from "../../worker/gateway/runner-run.ts";

/** The runs of the think stage. */
export interface ThinkRuns {
  /** Whether they go on when the session's object dies, and can be read again by another life of it. */
  readonly outlive: boolean;
  /** Somebody may ask soon: what carries runs out gets ready. */
  warm(): void;
  readonly newId: () => string;
  /** Asks a model, or attaches to what was asked by this id, from its first event on. */
  run(request: RunRequest<"text">, runId: string): Run<"text">;
  /** Nothing more of a run is wanted. */
  cancel(runId: string): void;
}

/**
 * Through the Runner of the session (`scope` names its object, see run-id.ts) where one is bound;
 * otherwise in the object itself, where they end with it.
 */
export function createThinkRuns(env: Environment, scope: string, gateway: Gateway): ThinkRuns {
  if (binding(env, "RUNNER") === undefined) return directThinkRuns(gateway);
  const client = createRunnerClient(env);
  return {
    outlive: true,
    // The first call makes the object, which takes some 20 ms.
    warm: () => void client.state(newRunId(scope)).catch(() => undefined),
    newId: () => newRunId(scope),
    run: (request, runId) => runThroughRunner(request, runId, client),
    cancel: (runId) => void client.cancel(runId).catch(() => undefined),
  };
}

/** Runs that end with whoever asked. */
export function directThinkRuns(gateway: Gateway): ThinkRuns {
  return {
    outlive: false,
    warm: () => undefined,
    newId: () => "",
    run: (request) => gateway.run(request),
    cancel: () => undefined,
  };
}
