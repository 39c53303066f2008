import { roundOrder } from "./statistics.ts";
import { StreamClient } from "./stream-client.ts";
import type { Target, TargetName } from "./targets.ts";
import { requestOf } from "./targets.ts";
import type { UpstreamScript } from "./upstream-script.ts";

/** Milliseconds of every measurement, by target. */
export type Samples = Readonly<Partial<Record<TargetName, readonly number[]>>>;

/** How first tokens are measured. */
export interface FirstTokenPlan {
  readonly targets: readonly Target[];
  readonly script: UpstreamScript;
  /** Requests under way at a time. */
  readonly concurrency: number;
  /** Of each target. */
  readonly rounds: number;
  /** Measured requests of each connection in a round; one more goes before them. */
  readonly perConnection: number;
  /**
   * Milliseconds between the beginnings of the connections' first requests: 0 for a herd, which stays
   * one where all answers take the same time.
   */
  readonly staggerMs: number;
}

/** Time to first token of each target, in rounds, so that noise hits all alike. */
export async function measureFirstToken(plan: FirstTokenPlan): Promise<Samples> {
  const samples = new Map<TargetName, number[]>();
  for (let round = 0; round < plan.rounds; round++)
    for (const target of roundOrder(plan.targets, round)) {
      const all = samples.get(target.name) ?? [];
      samples.set(target.name, all);
      all.push(...(await firstTokens(target, plan)));
    }
  return Object.fromEntries(samples);
}

async function firstTokens(target: Target, plan: FirstTokenPlan): Promise<number[]> {
  const request = requestOf(target, plan.script);
  const one = async (connection: number): Promise<number[]> => {
    await new Promise((resolve) => setTimeout(resolve, connection * plan.staggerMs));
    const client = new StreamClient(target.port);
    const times: number[] = [];
    try {
      // Opens the connections, ours and the gateway's.
      await client.ask(request);
      for (let count = 0; count < plan.perConnection; count++)
        times.push((await client.ask(request)).firstTokenMs);
    } finally {
      client.close();
    }
    return times;
  };
  const times = await Promise.all(
    Array.from({ length: plan.concurrency }, (_, connection) => one(connection)),
  );
  return times.flat();
}
