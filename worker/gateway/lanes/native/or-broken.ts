import { brokeOff } from "../../providers/upstream-error.ts";

/** What is read of an answer's body; that it broke off where it can't be, unless it was cancelled. */
export async function orBroken<T>(
  result: Promise<T>,
  provider: string,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await result;
  } catch (thrown) {
    signal.throwIfAborted();
    throw brokeOff(provider, thrown);
  }
}
