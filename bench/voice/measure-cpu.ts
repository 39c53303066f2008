import { setTimeout as sleep } from "node:timers/promises";
import { Caller } from "./caller.ts";
import { cpuMs } from "./process-stats.ts";
import { sessionName } from "./script.ts";
import { benchSpeech } from "./speech.ts";
import type { VoiceStand } from "./stand.ts";
import { talk } from "./talk.ts";
import { PROVIDER_END_MS } from "./measure-voice-to-voice.ts";

/** Sessions that are opened at once. */
const BATCH = 25;
/** How often the sentence is said before CPU time is counted, and while it is. */
const WARM_TURNS = 1;

/** What is measured: so many sessions, some of which talk. */
export interface Load {
  readonly sessions: number;
  readonly talking: number;
  /** Periods of the sentence during which CPU time is counted. */
  readonly turns: number;
}

/** CPU time of a contender's workerd by session, in percent of a core. */
export async function measureCpu(
  { running }: VoiceStand,
  contender: "parley" | "agents",
  { sessions, talking, turns }: Load,
  round: number,
): Promise<number> {
  const speech = benchSpeech(PROVIDER_END_MS.quickest);
  const periodMs = speech.plan.period / 16;
  const callers: Caller[] = [];
  const over = new AbortController();
  try {
    for (let at = 0; at < sessions; at += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, sessions - at) }, (_, index) =>
        Caller.connect(
          running[contender],
          sessionName("realistic", speech.plan, `cpu${round}.${sessions}.${at + index}`),
        ),
      );
      callers.push(...(await Promise.all(batch)));
    }
    const talks = callers.slice(0, talking).map(async (caller, index) => {
      // They begin one after the other, so that at each moment some speak and some are answered.
      await sleep((index * periodMs) / talking);
      await talk(caller, speech, Number.POSITIVE_INFINITY, over.signal);
    });
    await sleep(periodMs * (1 + WARM_TURNS));
    const before = cpuMs(running[contender].pid);
    const startedAt = performance.now();
    await sleep(periodMs * turns);
    const spent = cpuMs(running[contender].pid) - before;
    const passed = performance.now() - startedAt;
    over.abort();
    await Promise.all(talks);
    for (const caller of callers) caller.expectNoProblems();
    return (spent / passed / sessions) * 100;
  } finally {
    over.abort();
    for (const caller of callers) caller.close();
  }
}
