import type { RateLimit } from "./route.ts";

/** What passed in the present window and the one before, in requests or nano-dollars. */
export interface CounterState {
  /** When the present window began, in milliseconds since 1970: a multiple of the interval. */
  readonly start: number;
  readonly used: number;
  readonly before: number;
}

/** The state at a time, with what lies before the window before forgotten. */
export function windowAt(
  state: CounterState | undefined,
  intervalMs: number,
  now: number,
): CounterState {
  const start = Math.floor(now / intervalMs) * intervalMs;
  // A clock that goes back must not give anything back.
  if (state !== undefined && state.start >= start) return state;
  const isNext = state?.start === start - intervalMs;
  return { start, used: 0, before: isNext ? (state?.used ?? 0) : 0 };
}

/**
 * Milliseconds until a counter lets another one through; 0: it does now. `fixed` windows begin at
 * multiples of the interval. `sliding` counts the interval that ends now, taking what passed in the
 * window before as spread evenly over it (as Cloudflare's own limits do). `weight` is what one
 * request needs: 1 where requests are counted, and where costs are, the least amount, as what it
 * will cost isn't known before.
 */
export function waitFor(
  state: CounterState,
  { limit, weight }: { readonly limit: number; readonly weight: number },
  { intervalMs, technique }: Pick<RateLimit, "intervalMs" | "technique">,
  now: number,
): number {
  const room = limit - weight;
  const elapsed = Math.max(0, now - state.start);
  const untilNext = Math.max(1, intervalMs - elapsed);
  if (technique === "fixed") return state.used <= room ? 0 : untilNext;
  const wait = untilSpread(state.before, room - state.used, intervalMs, elapsed);
  if (wait !== undefined) return wait;
  // In the next window, what passed in this one is spread over it.
  return untilNext + (untilSpread(state.used, room, intervalMs, 0) ?? intervalMs);
}

/** Milliseconds until `amount`, which fades over the interval, is no more than `room`. */
function untilSpread(
  amount: number,
  room: number,
  intervalMs: number,
  elapsed: number,
): number | undefined {
  if (room < 0) return undefined;
  if (amount * (1 - elapsed / intervalMs) <= room) return 0;
  return Math.ceil(intervalMs * (1 - room / amount)) - elapsed;
}
