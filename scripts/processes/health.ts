import { setTimeout as wait } from "node:timers/promises";

const INTERVAL_MS = 100;

/**
 * Asks a URL until it answers 200, and returns that answer's JSON; `onAnswer` sees the others, which
 * may say how far loading has come. Ends with undefined when the signal aborts.
 */
export async function waitForHealth(
  url: string,
  signal: AbortSignal,
  onAnswer: (body: unknown) => void = () => {},
): Promise<unknown> {
  while (!signal.aborted) {
    const answer = await ask(url, signal);
    if (answer?.ok) return answer.body;
    if (answer) onAnswer(answer.body);
    await wait(INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

async function ask(
  url: string,
  signal: AbortSignal,
): Promise<{ ok: boolean; body: unknown } | undefined> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]),
    });
    return { ok: response.ok, body: await response.json() };
  } catch {
    // Nobody listens yet, or what answers is not up to JSON yet: ask again.
    return undefined;
  }
}
