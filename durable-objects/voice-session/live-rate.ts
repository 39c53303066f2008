import { LIMITS } from "../../shared/protocol/limits.ts";

/** How many live pictures of one source may still come, at a moment in milliseconds. */
export interface LiveRate {
  readonly left: number;
  readonly at: number;
}

/** Lets one more come at `now`: one per liveImageMs on the average. Undefined: it is too much. */
export function liveRate(rate: LiveRate | undefined, now: number): LiveRate | undefined {
  const { liveImageBurst: most, liveImageMs: every } = LIMITS;
  const left = rate === undefined ? most : Math.min(most, rate.left + (now - rate.at) / every);
  return left < 1 ? undefined : { left: left - 1, at: now };
}
