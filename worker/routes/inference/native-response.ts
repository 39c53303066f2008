import { carriedAnswer } from "../../gateway/lanes/native/native-answer.ts";
import type { Run, Task } from "../../gateway/run-types.ts";
import { answerHeaders } from "./gateway-call.ts";
import type { Caller } from "./open-gateway.ts";
import type { BegunRun } from "./start-reading.ts";

/**
 * The provider's own answer, where one has begun; else undefined. The run is read on behind it, for
 * its records; it is cancelled when the caller goes away.
 */
export function nativeResponse(
  caller: Caller,
  run: Run<Task>,
  { first, rest, stop }: BegunRun,
): Response | undefined {
  const answer = carriedAnswer(first);
  if (answer === undefined) return undefined;
  void answer.left.then(stop);
  caller.waitUntil(readOut(rest));
  return new Response(answer.body, {
    headers: { ...answerHeaders(run, answer.contentType), "x-parley-lane": "native" },
  });
}

async function readOut(events: AsyncIterator<unknown>): Promise<void> {
  try {
    while ((await events.next()).done !== true);
  } catch {
    // The caller has been told in the answer itself, and the records say why.
  }
}
