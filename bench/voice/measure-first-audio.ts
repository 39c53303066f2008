import { setTimeout as sleep } from "node:timers/promises";
import { Caller } from "./caller.ts";
import { sessionName } from "./script.ts";
import { benchSpeech } from "./speech.ts";
import type { VoiceStand } from "./stand.ts";
import type { Contender } from "./voice-worker.ts";

/** Frames of voice before each end of a turn, and their samples: 32 ms each. */
const FRAMES = 8;
const FRAME = 512;
const FRAME_MS = 32;
/** Between a turn's answer and the next turn; the first part is the answer's own length. */
const REST_MS = 200;
const SPREAD_MS = 300;
/** Turns of each session; the first is not counted: it opens files and compiles code. */
const TURNS = 5;
/** Where in the sentence the voice is taken from, in samples. */
const FROM = 16_000;

/** Who is measured with models that cost no time. */
export const INSTANT = ["bare", "parley", "agents"] as const satisfies readonly Contender[];

/**
 * From the end of the user's turn, as the client tells it, to the first sound: with models that take
 * no time. The client holds a key while it speaks (push-to-talk); agents/voice has nothing like it, so its
 * provider tells the end with the last frame. The bare object answers the same message.
 */
export async function measureFirstAudio(
  { running }: VoiceStand,
  contender: (typeof INSTANT)[number],
  sessions: number,
  round: number,
): Promise<readonly number[]> {
  const { samples } = benchSpeech(0);
  const voice = samples.slice(FROM, FROM + FRAMES * FRAME);
  const plan = { first: FRAME, last: voice.length, period: voice.length, endMs: 0 };
  const callers = await Promise.all(
    Array.from({ length: sessions }, (_, index) =>
      Caller.connect(
        running[contender],
        sessionName("instant", plan, `first${round}.${sessions}.${index}`),
        "manual",
      ),
    ),
  );
  try {
    const times = await Promise.all(callers.map((caller) => turns(caller, contender, voice)));
    for (const caller of callers) caller.expectNoProblems();
    return times.flat();
  } finally {
    for (const caller of callers) caller.close();
  }
}

async function turns(
  caller: Caller,
  contender: Contender,
  voice: Int16Array,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    await sleep(REST_MS + Math.random() * SPREAD_MS);
    if (contender === "parley") caller.say({ type: "turn", action: "begin" });
    for (let at = 0; at < voice.length; at += FRAME) {
      await sleep(FRAME_MS);
      caller.frame(voice.slice(at, at + FRAME));
    }
    const sound = caller.nextSound();
    const endedAt = performance.now();
    if (contender !== "agents") caller.say({ type: "turn", action: "end" });
    times.push((await sound) - endedAt);
  }
  return times.slice(1);
}
