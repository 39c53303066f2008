import * as z from "zod/mini";
import { StreamClient } from "./stream-client.ts";
import type { Target } from "./targets.ts";
import { requestOf } from "./targets.ts";
import { FLAWLESS_CALLS } from "./upstream-script.ts";

/** What became of requests of which every twentieth call upstream stays silent. */
export interface StallResult {
  /** In the order in which they were made. */
  readonly blocks: readonly StallBlock[];
  /** Calls upstream, and those of them that stayed silent. */
  readonly calls: number;
  readonly silent: number;
}

/** Requests that ran under one deadline, as far as can be seen from outside. Milliseconds. */
export interface StallBlock {
  /** The gateway's own deadline for a first token: the later one of before and after. */
  readonly deadlineMs: number;
  /** Times to first token; Infinity for a request that failed. */
  readonly firstTokensMs: readonly number[];
}

/** Which part of `GET /v1/health/models` tells the deadline. */
const Health = z.object({
  models: z.array(z.object({ model: z.string(), deadlineMs: z.optional(z.number()) })),
});
const Calls = z.record(z.string(), z.object({ calls: z.number(), silent: z.number() }));

const SCRIPT = "flaky";
/** Requests between two looks at the deadline. */
const BLOCK = 40;

/**
 * Asks a gateway for a model whose calls stall now and then, with the deadline that the gateway
 * learns by itself and its usual limit of extra calls.
 */
export async function measureStall(
  target: Target,
  upstreamPort: number,
  { requests, concurrency }: { readonly requests: number; readonly concurrency: number },
): Promise<StallResult> {
  // From these the gateway learns what is usual.
  await ask(target, FLAWLESS_CALLS, concurrency);
  const before = await callsOf(upstreamPort);
  const blocks: StallBlock[] = [];
  let deadline = await deadlineOf(target);
  for (let left = requests; left > 0; left -= BLOCK) {
    const firstTokensMs = await ask(target, BLOCK, concurrency);
    const next = await deadlineOf(target);
    blocks.push({ deadlineMs: Math.max(deadline, next), firstTokensMs });
    deadline = next;
  }
  const after = await callsOf(upstreamPort);
  return { blocks, calls: after.calls - before.calls, silent: after.silent - before.silent };
}

async function ask(target: Target, requests: number, concurrency: number): Promise<number[]> {
  const request = requestOf(target, SCRIPT);
  const times: number[] = [];
  let left = requests;
  const one = async (): Promise<void> => {
    const client = new StreamClient(target.port);
    try {
      while (left-- > 0)
        times.push(
          await client.ask(request).then(
            ({ firstTokenMs }) => firstTokenMs,
            () => Infinity,
          ),
        );
    } finally {
      client.close();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return times;
}

/** NaN while the gateway knows none. */
async function deadlineOf(target: Target): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${target.port}/v1/health/models`, {
    headers: { ...target.headers },
  });
  const { models } = z.parse(Health, await response.json());
  const known = models.find(({ model }) => model === `${target.modelPrefix}${SCRIPT}`);
  return known?.deadlineMs ?? Number.NaN;
}

async function callsOf(port: number): Promise<{ readonly calls: number; readonly silent: number }> {
  const response = await fetch(`http://127.0.0.1:${port}/calls`);
  return z.parse(Calls, await response.json())[SCRIPT] ?? { calls: 0, silent: 0 };
}
