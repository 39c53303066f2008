import { waitForHealth } from "../processes/health.ts";

/** Time for every stage to become ready once the Worker answers, in milliseconds. */
const READY_MS = 10_000;

/**
 * The Worker's health once all is ready, or what it says after a while: a stage that somebody else's
 * server serves may be down, and the page works all the same.
 */
export async function workerHealth(url: string, ended: AbortSignal): Promise<unknown> {
  const enough = new AbortController();
  let last: unknown;
  let timer: NodeJS.Timeout | undefined;
  const ready = await waitForHealth(url, AbortSignal.any([ended, enough.signal]), (body) => {
    last = body;
    timer ??= setTimeout(() => enough.abort(), READY_MS);
  });
  clearTimeout(timer);
  return ready ?? last;
}
