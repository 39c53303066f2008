import { once } from "node:events";
import type { ServiceGroup } from "../processes/service-group.ts";

/**
 * Runs `whenStarted` (its signal aborts when all is over) and waits until somebody ends the command.
 * @throws Failure when a service has crashed for good
 */
export async function runUntilStopped(
  group: ServiceGroup,
  stop: AbortSignal,
  whenStarted: (ended: AbortSignal) => Promise<void>,
): Promise<void> {
  const ended = AbortSignal.any([stop, group.crashed]);
  await whenStarted(ended);
  if (!ended.aborted) await once(ended, "abort");
  if (group.crashed.aborted) throw group.crashed.reason;
}
