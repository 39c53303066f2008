import { readFile } from "node:fs/promises";
import { workerData } from "node:worker_threads";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { FliteProgram } from "./flite-program.ts";
import { readPiperConfig } from "./piper-config.ts";
import { splitPiperGraph } from "./piper-graph.ts";
import type { PiperVoice } from "./piper-synthesis.ts";
import { synthesizePiper } from "./piper-synthesis.ts";
import { loadCmuDictionary } from "./pronunciation/cmu-dictionary.ts";
import { phonemize } from "./pronunciation/phonemize.ts";
import { serveModel } from "./serve-model.ts";
import { SpeechShaper } from "./speech-shaper.ts";
import { spokenForm } from "./text/spoken-form.ts";
import { speechUnits } from "./text/speech-units.ts";
import type { SpeakInput } from "./voices.ts";
import { VOICES } from "./voices.ts";

/** What the worker is started with. */
export interface PiperWorkerData {
  /** The `.onnx` file; its `.onnx.json` lies beside it. */
  readonly model: string;
}

/** Words whose letter-to-sound is remembered. */
const MAX_GUESSED = 2000;
const WARM_UP = "This sentence only warms up the voice, so that the first real one is fast.";

await serveModel<SpeakInput, Int16Array>(
  async () => {
    const { model } = workerData as PiperWorkerData;
    const voice = await loadVoice(model);
    let flite: Promise<FliteProgram> | undefined;
    const guessed = new Map<string, readonly string[]>();
    const letterToSound = async (word: string): Promise<readonly string[]> => {
      // Most conversations need no guess at all, and the program takes 80 MB.
      const phones =
        guessed.get(word) ?? (await (await (flite ??= FliteProgram.load())).phones(word));
      if (guessed.size < MAX_GUESSED) guessed.set(word, phones);
      return phones;
    };
    const sources = { dictionary: await loadCmuDictionary(), letterToSound };
    const run = async function* ({ text, voice: name, speed }: SpeakInput, signal: AbortSignal) {
      const shaper = new SpeechShaper(voice.config.rate, VOICES[name].gainDb);
      for (const unit of speechUnits(spokenForm(text))) {
        const ipa = await phonemize(unit.text, sources);
        for await (const samples of synthesizePiper(voice, ipa, 1 / speed, signal))
          yield shaper.push(samples);
        yield shaper.endUnit(unit.pauseMs / speed);
      }
      yield shaper.end();
    };
    const warm = run({ text: WARM_UP, voice: "joe", speed: 1 }, new AbortController().signal);
    for await (const _ of warm);
    return run;
  },
  (samples) => [samples.buffer as ArrayBuffer],
);

async function loadVoice(file: string): Promise<PiperVoice> {
  const config = readPiperConfig(await readFile(`${file}.json`, "utf8"));
  const whole = await readFile(file);
  const halves = splitPiperGraph(whole);
  release(whole);
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  };
  const encoder = await InferenceSession.create(halves.encoder, options);
  release(halves.encoder);
  const decoder = await InferenceSession.create(halves.decoder, options);
  release(halves.decoder);
  return { encoder, decoder, cut: halves.cut, config, Tensor };
}

/**
 * Frees the bytes at once. Buffers live outside the heap, so that garbage collection alone would
 * leave 130 MB lying about for minutes.
 */
function release(bytes: Uint8Array): void {
  // ES2024, which the compiler's library setting doesn't include.
  (bytes.buffer as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0);
}
