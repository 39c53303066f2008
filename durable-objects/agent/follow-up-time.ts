import { AGENT_LIMITS } from "./agent-limits.ts";

/** When something is to be said: a time, or a delay from now. */
export type FollowUpTime =
  /** ISO 8601 with an offset, or milliseconds since the epoch. */
  { readonly at: string | number } | { readonly delaySeconds: number };

/** The moment that is meant, or half a sentence that says what is wrong with it. */
export type Moment =
  | { readonly type: "moment"; readonly at: number }
  | { readonly type: "wrong"; readonly field: "at" | "delaySeconds"; readonly problem: string };

const OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/** The moment in milliseconds since the epoch; it lies ahead, within {@link AGENT_LIMITS.followUpMs}. */
export function momentOf(time: FollowUpTime, now: number): Moment {
  if ("delaySeconds" in time) {
    const { delaySeconds } = time;
    return Number.isFinite(delaySeconds) && delaySeconds > 0
      ? within(now + delaySeconds * 1000, now, "delaySeconds")
      : wrong("delaySeconds", "must be a number of seconds above zero");
  }
  const { at } = time;
  if (typeof at === "number") return within(at, now, "at");
  if (!OFFSET.test(at.trim()))
    return wrong("at", "must be a time with its offset, for example 2026-01-31T09:00:00+01:00");
  return within(Date.parse(at), now, "at");
}

function within(at: number, now: number, field: "at" | "delaySeconds"): Moment {
  if (!Number.isFinite(at)) return wrong(field, "is no time");
  if (at <= now) return wrong(field, "is over already");
  if (at > now + AGENT_LIMITS.followUpMs) return wrong(field, "is more than a year ahead");
  return { type: "moment", at: Math.floor(at) };
}

function wrong(field: "at" | "delaySeconds", problem: string): Moment {
  return { type: "wrong", field, problem };
}
