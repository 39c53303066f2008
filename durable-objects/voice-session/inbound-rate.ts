import { LIMITS } from "../../shared/protocol/limits.ts";

/** How much a socket has sent in the running second, and how much of it was bad altogether. */
export interface InboundRate {
  readonly second: number;
  readonly count: number;
  readonly bad: number;
}

export const NOTHING_INBOUND: InboundRate = { second: 0, count: 0, bad: 0 };

/** Counts one message at `now` (milliseconds); `over` tells that the socket sends too much. */
export function countInbound(rate: InboundRate, now: number): [InboundRate, "within" | "over"] {
  const second = Math.floor(now / 1000);
  const count = second === rate.second ? rate.count + 1 : 1;
  return [{ ...rate, second, count }, count > LIMITS.inboundPerSecond ? "over" : "within"];
}

/** Counts one bad message; `over` tells that the socket has sent enough of them. */
export function countBad(rate: InboundRate): [InboundRate, "within" | "over"] {
  const bad = rate.bad + 1;
  return [{ ...rate, bad }, bad > LIMITS.badMessages ? "over" : "within"];
}
