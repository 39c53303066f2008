import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readBranchConstants } from "./onnx-constants.ts";

/**
 * Takes the 16 kHz weights of Silero VAD out of the ONNX file in @ricky0123/vad-web and writes them
 * in the order that `shared/audio/silero-vad.ts` reads (its VAD_LAYOUT), as little-endian floats.
 * Run as a program it writes `dist/models/silero16k.bin`.
 */
const SOURCE = "silero_vad_v6.onnx";
const SOURCE_SHA256 = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3";
const RESULT_SHA256 = "414541a91a7c2299ee12c97cb0f1025cadf3a48db67a931da4776df3c02fa227";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Where the generated weights are, as an absolute path. */
export const VAD_WEIGHTS_PATH = join(ROOT, "dist/models/silero16k.bin");

function verify(bytes: Uint8Array, expected: string, what: string): void {
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual !== expected)
    throw new Error(`${what}: the SHA-256 is ${actual}, but ${expected} is pinned.`);
}

/** The path of the ONNX file inside the installed package. */
export function vadSourcePath(): string {
  // The package's own "exports" hide its files, so the way goes over the entry point's folder.
  const entry = createRequire(import.meta.url).resolve("@ricky0123/vad-web");
  return join(dirname(entry), SOURCE);
}

/**
 * Re-orders the weights. A pure function of the file's bytes.
 *
 * @throws Error when the file or the result is not the pinned one.
 */
export function extractVad(onnx: Uint8Array): Uint8Array {
  verify(onnx, SOURCE_SHA256, SOURCE);
  const constants = readBranchConstants(onnx, "then_branch");
  const weights: number[] = [];
  const get = (name: string): Float32Array => {
    const found = constants.get(name);
    if (!found) throw new Error(`${SOURCE} has no constant ${name}.`);
    return found;
  };

  /** [out][in][tap 3] with only the taps that are wanted. */
  const addConvolution = (layer: number, taps: readonly number[]) => {
    const weight = get(`encoder.${layer}.reparam_conv.weight`);
    for (const [at, value] of weight.entries()) if (taps.includes(at % 3)) weights.push(value);
    weights.push(...get(`encoder.${layer}.reparam_conv.bias`));
  };
  addConvolution(0, [0, 1, 2]);
  addConvolution(1, [0, 1, 2]);
  addConvolution(2, [1, 2]);
  addConvolution(3, [1]);

  /** [gate 4][unit 128][in 128], twice → [unit][input and hidden][gate]. */
  const at = (values: Float32Array, index: number) => values[index] ?? Number.NaN;
  const fromInput = get("decoder.rnn.weight_ih");
  const fromHidden = get("decoder.rnn.weight_hh");
  for (let unit = 0; unit < 128; unit++)
    for (const matrix of [fromInput, fromHidden])
      for (let i = 0; i < 128; i++)
        for (let gate = 0; gate < 4; gate++)
          weights.push(at(matrix, (gate * 128 + unit) * 128 + i));
  const inputBias = get("decoder.rnn.bias_ih");
  const hiddenBias = get("decoder.rnn.bias_hh");
  for (let unit = 0; unit < 128; unit++)
    for (let gate = 0; gate < 4; gate++)
      weights.push(at(inputBias, gate * 128 + unit) + at(hiddenBias, gate * 128 + unit));

  weights.push(...get("decoder.decoder.2.weight"), ...get("decoder.decoder.2.bias"));

  const result = new Uint8Array(weights.length * 4);
  const view = new DataView(result.buffer);
  for (const [i, weight] of weights.entries()) view.setFloat32(4 * i, weight, true);
  verify(result, RESULT_SHA256, "The extracted weights");
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(VAD_WEIGHTS_PATH), { recursive: true });
  writeFileSync(VAD_WEIGHTS_PATH, extractVad(readFileSync(vadSourcePath())));
}
