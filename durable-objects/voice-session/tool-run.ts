import { AppError } from "../../shared/errors/app-error.ts";
import type { ServerTool } from "../../worker/agents/agent-definition.ts";
import type { SessionPorts } from "./session-ports.ts";

/** What became of a tool call: its validated input and result, or a sentence that the model reads. */
export type ToolOutcome =
  | { readonly state: "output-available"; readonly input: unknown; readonly output: unknown }
  | { readonly state: "output-error"; readonly input: unknown; readonly output: string };

/** The abort of a tool, and the milliseconds that it has. */
export interface ToolBounds {
  readonly signal: AbortSignal;
  readonly ms: number;
}

/**
 * Runs a tool of the server, whose input has been through its schema. Never throws, except for the
 * abort of `signal`: a failure is an outcome that the model can talk about.
 */
export async function runTool(
  tool: ServerTool,
  input: unknown,
  { session, now, schedule }: Pick<SessionPorts, "session" | "now" | "schedule">,
  { signal: given, ms }: ToolBounds,
): Promise<ToolOutcome> {
  given.throwIfAborted();
  const late = new AbortController();
  const cancel = schedule(ms, () =>
    late.abort(new AppError("timeout", "The tool took too long; it may have been done.")),
  );
  const signal = AbortSignal.any([given, late.signal]);
  try {
    const work = (async () => tool.run(input, { session, signal, now: now() }))();
    const output = await untilAborted(work, signal);
    return { state: "output-available", input, output: asJson(output) };
  } catch (thrown) {
    given.throwIfAborted();
    return { state: "output-error", input, output: AppError.from(thrown).message };
  } finally {
    cancel();
  }
}

/** What JSON makes of it: a result goes into history, to the client and to the model. */
function asJson(output: unknown): unknown {
  const text = JSON.stringify(output);
  return text === undefined ? null : JSON.parse(text);
}

/** The model's arguments, which are JSON at best. */
export function parseInput(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Settles as `work` does, or rejects with the reason of an abort that comes first. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
