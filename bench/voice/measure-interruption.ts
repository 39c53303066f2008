import { setTimeout as sleep } from "node:timers/promises";
import { Caller } from "./caller.ts";
import { sessionName } from "./script.ts";
import { benchSpeech } from "./speech.ts";
import type { VoiceStand } from "./stand.ts";

/** Sessions at once, and interruptions of each. */
const SESSIONS = 5;
const TIMES = 8;
/** An answer is interrupted so long after its first sound, in milliseconds. */
const AFTER_MS = 300;
const SPREAD_MS = 900;
/** How long it is listened for what still comes. */
const QUIET_MS = 300;

/**
 * From the client's interruption to the last sound that still comes, in milliseconds; 0 where none
 * does. The answer is long, and the speech model makes it 20 times faster than it is played.
 */
export async function measureInterruption(
  { running }: VoiceStand,
  contender: "parley" | "agents",
  round: number,
): Promise<readonly number[]> {
  const { plan } = benchSpeech(0);
  const times = await Promise.all(
    Array.from({ length: SESSIONS }, async (_, index) => {
      const name = sessionName("long", plan, `stop${round}.${index}`);
      const caller = await Caller.connect(running[contender], name);
      try {
        const late: number[] = [];
        for (let time = 0; time < TIMES; time++) {
          const sound = caller.nextSound();
          caller.ask("Tell me more.");
          await sound;
          await sleep(AFTER_MS + Math.random() * SPREAD_MS);
          const interruptedAt = performance.now();
          caller.say({ type: "interrupt" });
          await sleep(QUIET_MS);
          late.push(Math.max(0, caller.soundAt - interruptedAt));
        }
        caller.expectNoProblems();
        return late;
      } finally {
        caller.close();
      }
    }),
  );
  return times.flat();
}
