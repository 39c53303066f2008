import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { readPiperConfig } from "./piper-config.ts";
import { splitPiperGraph } from "./piper-graph.ts";
import type { PiperVoice } from "./piper-synthesis.ts";
import { phonemeIds, synthesizePiper } from "./piper-synthesis.ts";

const FILE = join(
  process.env["PARLEY_WEIGHTS_DIR"] ?? ".parley/weights",
  "piper-joe/en_US-joe-medium.onnx",
);
const never = new AbortController().signal;

it("L47: phonemes are framed and padded as the voice was trained", () => {
  const config = {
    rate: 22_050,
    ids: { _: [0], "^": [1], $: [2], a: [14], "\u0329": [144], n: [26] },
    noiseScale: 0.667,
    lengthScale: 1,
    noiseWidth: 0.8,
  };
  expect(phonemeIds("an̩?", config)).toEqual([1, 0, 14, 0, 26, 0, 144, 0, 2]);
});

it("L46: another file than a voice is refused", () => {
  expect(() => splitPiperGraph(new Uint8Array([1, 2, 3]))).toThrow();
  expect(() => splitPiperGraph(new TextEncoder().encode("not a model at all"))).toThrow();
  expect(() => splitPiperGraph(new Uint8Array(0))).toThrow("no ONNX model");
});

describe.runIf(existsSync(FILE))("with the voice", () => {
  it("L49: decoded in windows it is what it is decoded at once, and L42: the first is short", async () => {
    const halves = splitPiperGraph(await readFile(FILE));
    const encoder = await InferenceSession.create(halves.encoder, { intraOpNumThreads: 1 });
    const decoder = await InferenceSession.create(halves.decoder, { intraOpNumThreads: 1 });
    const config = readPiperConfig(await readFile(`${FILE}.json`, "utf8"));
    // The encoder draws noise, so its latent frames are kept for the comparison.
    let latent: Tensor | undefined;
    const remembering = {
      run: async (feeds: InferenceSession.FeedsType) => {
        const output = await encoder.run(feeds);
        latent = output[halves.cut] as Tensor;
        return output;
      },
    } as unknown as InferenceSession;
    const voice: PiperVoice = { encoder: remembering, decoder, cut: halves.cut, config, Tensor };
    const ipa = "ðə wˈɛðɚ ɪn sˈæn fɹænsˈɪskoʊ ɪz sˈʌni wɪð ɐ hˈaɪ ʌv sˈɪksti ˈeɪt dᵻɡɹˈiːz.";
    const pieces: Float32Array[] = [];
    for await (const piece of synthesizePiper(voice, ipa, 1, never)) pieces.push(piece);
    if (latent === undefined) throw new Error("The encoder did not run.");
    const { output } = await decoder.run({ [halves.cut]: latent });
    const whole = output?.data as Float32Array;
    const joined = pieces.flatMap((piece) => [...piece]);
    expect(joined.length).toBe(whole.length);
    expect(Math.max(...joined.map((x, i) => Math.abs(x - (whole[i] ?? 0))))).toBeLessThan(1e-4);
    expect(pieces.length).toBeGreaterThan(3);
    expect((pieces[0]?.length ?? 0) / config.rate).toBeLessThan(0.3);
  });
});
