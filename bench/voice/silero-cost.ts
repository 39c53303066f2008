import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/processes/root.ts";
import { int16ToFloat32 } from "../../shared/audio/pcm.ts";
import { createSileroVad, VAD_FRAME, VAD_RATE } from "../../shared/audio/silero-vad.ts";
import { benchSpeech } from "./speech.ts";

/** So often the sentence is listened to; the engine has compiled the model after the first time. */
const TIMES = 5;

/**
 * CPU time that voice activity detection takes for a second of sound, in milliseconds: the same code
 * in the same engine, in this process.
 */
export function sileroMsPerSecond(): number {
  const weights = readFileSync(join(ROOT, "dist/models/silero16k.bin"));
  const vad = createSileroVad(
    weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
  );
  const sound = int16ToFloat32(benchSpeech(0).samples);
  const frames = Math.floor(sound.length / VAD_FRAME);
  const listen = (): void => {
    for (let frame = 0; frame < frames; frame++)
      vad.process(sound.subarray(frame * VAD_FRAME, (frame + 1) * VAD_FRAME));
  };
  listen();
  const before = process.cpuUsage();
  for (let time = 0; time < TIMES; time++) listen();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / ((TIMES * frames * VAD_FRAME) / VAD_RATE);
}
