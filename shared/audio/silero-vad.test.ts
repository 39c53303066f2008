import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { extractVad, vadSourcePath } from "../../scripts/build/extract-vad.ts";
import { AppError } from "../errors/app-error.ts";
import { createSileroVad, VAD_FRAME } from "./silero-vad.ts";
import { readRecording } from "../../tests/fixtures/recordings.ts";

const onnx = readFileSync(vadSourcePath());
const weights = extractVad(onnx).buffer as ArrayBuffer;

function frames(samples: Float32Array): Float32Array[] {
  const count = Math.floor(samples.length / VAD_FRAME);
  return Array.from({ length: count }, (_, i) => samples.slice(i * VAD_FRAME, (i + 1) * VAD_FRAME));
}

/** The original file on ONNX Runtime: the model's own words for state, context and rate. */
async function reference(samples: Float32Array): Promise<number[]> {
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 });
  const sr = new Tensor("int64", BigInt64Array.from([16_000n]), []);
  let state = new Tensor("float32", new Float32Array(256), [2, 1, 128]);
  const input = new Float32Array(64 + VAD_FRAME);
  const probabilities: number[] = [];
  for (const frame of frames(samples)) {
    input.copyWithin(0, VAD_FRAME);
    input.set(frame, 64);
    const result = await session.run({
      input: new Tensor("float32", input, [1, input.length]),
      state,
      sr,
    });
    state = result.stateN as typeof state;
    probabilities.push(Number(result.output!.data[0]));
  }
  await session.release();
  return probabilities;
}

function fieldOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "bad_input") return thrown.field;
    throw thrown;
  }
  return undefined;
}

describe("Silero VAD", () => {
  it("A20: equals ONNX Runtime on speech, loud, quiet and silent, to 1e-4", async () => {
    const libri = readRecording("librivox/sense_and_sensibility_01_austen_64kb-0880.wav");
    const cards = readRecording("cards/001.wav");
    const samples = new Float32Array(libri.length + cards.length + 16_000);
    samples.set(libri);
    samples.set(
      cards.map((sample) => sample * 0.05),
      libri.length,
    );
    const expected = await reference(samples);
    const vad = createSileroVad(weights);
    const differences = frames(samples).map((frame, i) =>
      Math.abs(vad.process(frame) - expected[i]!),
    );
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-4);
    expect(expected.filter((p) => p > 0.5).length).toBeGreaterThan(50);
    expect(expected.filter((p) => p < 0.1).length).toBeGreaterThan(20);
  });

  it("A21: a saved state goes on exactly in another detector; reset is a fresh start", () => {
    const all = frames(readRecording("cards/002.wav"));
    const vad = createSileroVad(weights);
    const whole = all.map((frame) => vad.process(frame));
    vad.reset();
    const first = all.slice(0, 30).map((frame) => vad.process(frame));
    const other = createSileroVad(weights);
    other.process(all[5]!);
    other.restore(vad.save());
    const second = all.slice(30).map((frame) => other.process(frame));
    expect([...first, ...second]).toEqual(whole);
  });

  it("A22: a wrong length is refused and named", () => {
    const vad = createSileroVad(weights);
    expect(fieldOf(() => vad.process(new Float32Array(511)))).toBe("frame");
    expect(fieldOf(() => vad.restore(new Float32Array(319)))).toBe("state");
    expect(fieldOf(() => createSileroVad(new ArrayBuffer(8)))).toBe("weights");
  });

  it("A23: another source file is refused", () => {
    const changed = new Uint8Array(onnx);
    changed[1_000] = changed[1_000]! ^ 1;
    expect(() => extractVad(changed)).toThrow(/pinned/);
    expect(extractVad(onnx)).toEqual(extractVad(onnx));
  });
});
