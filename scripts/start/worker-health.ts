import { waitForHealth } from "../processes/health.ts";

/** Time for every stage to become ready once the embedded models are, in milliseconds. */
const READY_MS = 10_000;

/**
 * The Worker's health once all is ready, or what it says after a while: a stage that somebody else's
 * server serves may be down, and the page works all the same.
 */
export async function workerHealth(url: string, ended: AbortSignal): Promise<unknown> {
  let last: unknown;
  const patience = AbortSignal.any([ended, AbortSignal.timeout(READY_MS)]);
  const ready = await waitForHealth(url, patience, (body) => (last = body));
  return ready ?? last;
}
