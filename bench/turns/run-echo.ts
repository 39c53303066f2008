import { float32ToInt16, int16ToFloat32 } from "../../shared/audio/pcm.ts";
import { createResampler } from "../../shared/audio/resampler.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";
import type { BenchModels } from "./bench-models.ts";
import type { BenchSession } from "./bench-session.ts";
import type { OverResult } from "./run-over.ts";
import { startAnswer } from "./run-over.ts";
import { joined } from "./sounds.ts";

/** From the loudspeaker through the room into the microphone. */
const DELAY_MS = 160;
const FRAME_MS = 40;
/** For so long the agent is heard by its own microphone. */
const LENGTH_MS = 6_000;

/** Lets the microphone hear what is being played, so many decibels quieter, as without a canceller. */
export async function runEcho(
  session: BenchSession,
  models: BenchModels,
  db: number,
): Promise<OverResult> {
  const reply = await startAnswer(session);
  const from = session.clock.now();
  const resampler = createResampler({ from: REPLY_RATE, to: 16_000 });
  const gain = 10 ** (db / 20);
  let waiting: Float32Array = new Float32Array(DELAY_MS * 16);
  let played = reply?.played ?? 0;
  while (session.clock.now() < from + LENGTH_MS) {
    const now = reply?.played ?? 0;
    const said = await playedSound(models, reply?.captions.map(({ text }) => text) ?? []);
    const sound = resampler.process(int16ToFloat32(said.slice(played, now)));
    played = now;
    waiting = joined([waiting, sound.map((sample) => sample * gain)]);
    const frame = new Float32Array(FRAME_MS * 16);
    frame.set(waiting.subarray(0, frame.length));
    waiting = waiting.slice(frame.length);
    session.client.hear(float32ToInt16(frame));
    const until = session.clock.now() + FRAME_MS;
    await session.until(() => session.clock.now() >= until, FRAME_MS * 2);
  }
  const flushed = session.first("flush", from);
  return {
    stopped: flushed !== undefined,
    held: session.first("duck", from) !== undefined,
    silentMs: undefined,
    heard: session.interims(from),
    wordsOff: undefined,
  };
}

async function playedSound(models: BenchModels, clauses: readonly string[]): Promise<Int16Array> {
  const sounds = await Promise.all(clauses.map((clause) => models.say(clause)));
  const whole = new Int16Array(sounds.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}
