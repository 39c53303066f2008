import * as z from "zod/mini";
import { StreamClient } from "./stream-client.ts";
import type { Target } from "./targets.ts";
import { requestOf } from "./targets.ts";

/** What became of requests of which every twentieth call upstream stays silent. */
export interface StallResult {
  /** Times to first token, in milliseconds. */
  readonly firstTokensMs: readonly number[];
  /** The gateway's own deadline for a first token while they ran, in milliseconds. */
  readonly deadlinesMs: readonly number[];
  readonly requests: number;
  /** Calls upstream, and those of them that stayed silent. */
  readonly calls: number;
  readonly silent: number;
}

/** Which part of `GET /v1/health/models` tells the deadline. */
const Health = z.object({
  models: z.array(z.object({ model: z.string(), deadlineMs: z.optional(z.number()) })),
});
const Calls = z.record(z.string(), z.object({ calls: z.number(), silent: z.number() }));

const SCRIPT = "flaky";
/** Requests from which the gateway learns what is usual; they are not measured. */
const LEARN = 100;
/** Requests between two looks at the deadline. */
const BLOCK = 100;

/**
 * Asks a gateway for a model whose calls stall now and then, with the deadline that the gateway
 * learns by itself and its usual limit of extra calls.
 */
export async function measureStall(
  target: Target,
  upstreamPort: number,
  { requests, concurrency }: { readonly requests: number; readonly concurrency: number },
): Promise<StallResult> {
  await ask(target, LEARN, concurrency);
  const before = await callsOf(upstreamPort);
  const firstTokensMs: number[] = [];
  const deadlinesMs: number[] = [];
  while (firstTokensMs.length < requests) {
    firstTokensMs.push(...(await ask(target, BLOCK, concurrency)));
    const deadline = await deadlineOf(target);
    if (deadline !== undefined) deadlinesMs.push(deadline);
  }
  const after = await callsOf(upstreamPort);
  return {
    firstTokensMs,
    deadlinesMs,
    requests: firstTokensMs.length,
    calls: after.calls - before.calls,
    silent: after.silent - before.silent,
  };
}

async function ask(target: Target, requests: number, concurrency: number): Promise<number[]> {
  const request = requestOf(target, SCRIPT);
  const times: number[] = [];
  let left = requests;
  const one = async (): Promise<void> => {
    const client = new StreamClient(target.port);
    try {
      while (left-- > 0) times.push((await client.ask(request)).firstTokenMs);
    } finally {
      client.close();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return times;
}

async function deadlineOf(target: Target): Promise<number | undefined> {
  const response = await fetch(`http://127.0.0.1:${target.port}/v1/health/models`, {
    headers: { ...target.headers },
  });
  const { models } = z.parse(Health, await response.json());
  return models.find(({ model }) => model === `${target.modelPrefix}${SCRIPT}`)?.deadlineMs;
}

async function callsOf(port: number): Promise<{ readonly calls: number; readonly silent: number }> {
  const response = await fetch(`http://127.0.0.1:${port}/calls`);
  return z.parse(Calls, await response.json())[SCRIPT] ?? { calls: 0, silent: 0 };
}
