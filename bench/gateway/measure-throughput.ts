import type { Samples } from "./measure-first-token.ts";
import { roundOrder } from "./statistics.ts";
import { StreamClient } from "./stream-client.ts";
import type { Target, TargetName } from "./targets.ts";
import { requestOf } from "./targets.ts";

/** How requests per second are measured. */
export interface ThroughputPlan {
  readonly targets: readonly Target[];
  readonly concurrency: number;
  readonly rounds: number;
  /** Milliseconds for which requests are counted, after as many to warm up as `warmMs` says. */
  readonly countedMs: number;
  readonly warmMs: number;
}

/** Requests per second of each target, one figure per round, every answer a burst of events. */
export async function measureThroughput(plan: ThroughputPlan): Promise<Samples> {
  const rates = new Map<TargetName, number[]>();
  for (let round = 0; round < plan.rounds; round++)
    for (const target of roundOrder(plan.targets, round))
      rates.set(target.name, [
        ...(rates.get(target.name) ?? []),
        await requestsPerSecond(target, plan),
      ]);
  return Object.fromEntries(rates);
}

async function requestsPerSecond(target: Target, plan: ThroughputPlan): Promise<number> {
  const request = requestOf(target, "burst");
  const begin = performance.now() + plan.warmMs;
  const end = begin + plan.countedMs;
  let counted = 0;
  const one = async (): Promise<void> => {
    const client = new StreamClient(target.port);
    try {
      for (let now = 0; now < end;) {
        await client.ask(request);
        now = performance.now();
        if (now >= begin && now < end) counted++;
      }
    } finally {
      client.close();
    }
  };
  await Promise.all(Array.from({ length: plan.concurrency }, one));
  return counted / (plan.countedMs / 1_000);
}
