/**
 * Resolves after `ms`; rejects with the signal's reason when it aborts, as the gateway's runs do.
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<void>}
 */
export async function wait(ms, signal) {
  try {
    await scheduler.wait(ms, signal === undefined ? {} : { signal });
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown;
  }
}
