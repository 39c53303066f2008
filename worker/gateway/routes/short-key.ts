import { ROUTE_LIMITS } from "./route-limits.ts";
import type { RouteCounter } from "./routed-plan.ts";

/** Whatever a caller puts into a key, counters keep so much of it. */
export async function withShortKey<Counter extends RouteCounter>(
  counter: Counter,
): Promise<Counter> {
  const { key } = counter;
  if (key.length <= ROUTE_LIMITS.keyLength) return counter;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const digits = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0"));
  return { ...counter, key: `sha256:${digits.join("")}` };
}
