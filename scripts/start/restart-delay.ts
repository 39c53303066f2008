/** Starts again after a crash, per run of the product; one more crash ends it all. */
const RESTARTS = 3;
const FIRST_DELAY_MS = 1_000;

/**
 * Milliseconds to wait before the model server is started again after its `crashes`th crash, doubling
 * each time; undefined when it has crashed too often.
 */
export function restartDelay(crashes: number): number | undefined {
  return crashes > RESTARTS ? undefined : FIRST_DELAY_MS * 2 ** (crashes - 1);
}
