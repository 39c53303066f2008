import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";
import type { Caller } from "./caller.ts";
import type { SpeechPlan } from "./script.ts";

/** A voice that is heard over and over: `samples` are one period of the plan. */
export interface Speech {
  readonly samples: Int16Array;
  readonly plan: SpeechPlan;
}

/** How a turn of a talk went. */
export interface TalkedTurn {
  /** From the user's last sound to the first of the answer; absent: none came before the next turn. */
  readonly voiceToVoiceMs?: number;
  /** Whether an answer began while the user was still speaking. */
  readonly cut: boolean;
}

/**
 * Says the same thing `turns` times into a session, in real time: a frame is sent when its last sample
 * was there. `signal` ends it early.
 */
export async function talk(
  caller: Caller,
  { samples, plan }: Speech,
  turns: number,
  signal?: AbortSignal,
): Promise<readonly TalkedTurn[]> {
  const origin = performance.now();
  const timeOf = (sample: number): number => origin + (sample * 1_000) / MICROPHONE_RATE;
  const size = caller.frameSamples;
  const results: TalkedTurn[] = [];
  const whole = new Int16Array(size);
  let firstSound: number | undefined;
  let begun = 0;
  const listen = (turn: number): void => {
    firstSound = undefined;
    begun = turn;
    void caller.nextSound().then((at) => {
      if (begun === turn) firstSound = at;
    });
  };
  listen(0);
  for (let at = 0; at < turns * plan.period && signal?.aborted !== true; at += size) {
    const due = timeOf(at + size) - performance.now();
    // A sleep that is over early would send sound before it was made.
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(due)));
    for (let index = 0; index < size; index++)
      whole[index] = samples[(at + index) % plan.period] ?? 0;
    caller.frame(whole.slice());
    const turn = Math.floor((at + size) / plan.period);
    if (turn === begun) continue;
    results.push(resultOf(timeOf(begun * plan.period + plan.last), firstSound));
    listen(turn);
  }
  return results;
}

function resultOf(lastSound: number, firstSound: number | undefined): TalkedTurn {
  if (firstSound === undefined) return { cut: false };
  const voiceToVoiceMs = firstSound - lastSound;
  return voiceToVoiceMs < 0 ? { cut: true } : { cut: false, voiceToVoiceMs };
}
