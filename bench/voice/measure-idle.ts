import { setTimeout as sleep } from "node:timers/promises";
import { Caller } from "./caller.ts";
import { pssKb } from "./process-stats.ts";
import { sessionName } from "./script.ts";
import { benchSpeech } from "./speech.ts";
import type { VoiceStand } from "./stand.ts";
import type { Contender } from "./voice-worker.ts";

/** Sessions that are there before memory is counted. */
const FIRST = 20;
/** Those that it is counted of. */
export const IDLE_SESSIONS = 300;
const BATCH = 25;
/** Until what connecting left behind is gone, in milliseconds. */
const SETTLE_MS = 12_000;

/** Memory of a session that is open and says nothing, in KiB: what each of many more adds. */
export async function measureIdle({ running }: VoiceStand, contender: Contender): Promise<number> {
  const { plan } = benchSpeech(0);
  const callers: Caller[] = [];
  const open = async (count: number): Promise<number> => {
    for (let at = 0; at < count; at += BATCH)
      callers.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(BATCH, count - at) }, (_, index) =>
            Caller.connect(
              running[contender],
              sessionName("realistic", plan, `idle${callers.length + index}`),
            ),
          ),
        )),
      );
    await sleep(SETTLE_MS);
    return pssKb(running[contender].pid);
  };
  try {
    const before = await open(FIRST);
    const after = await open(IDLE_SESSIONS);
    for (const caller of callers) caller.expectNoProblems();
    return (after - before) / IDLE_SESSIONS;
  } finally {
    for (const caller of callers) caller.close();
  }
}
