import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32ToInt16 } from "../../shared/audio/pcm.ts";
import { encodeWav } from "../../shared/audio/wav.ts";

const RATE = 16_000;

/**
 * Writes what a fake microphone hears: `silence` seconds, the recording, and silence again, which
 * the browser would otherwise cut short.
 * @param samples at 16 kHz
 * @returns the file's path
 */
export function writeMicrophoneFile(samples: Float32Array, silence: number): string {
  const lead = silence * RATE;
  const all = new Int16Array(lead + samples.length + 3 * RATE);
  all.set(float32ToInt16(samples), lead);
  const path = join(mkdtempSync(join(tmpdir(), "parley-")), "microphone.wav");
  writeFileSync(path, encodeWav(all, RATE));
  return path;
}
