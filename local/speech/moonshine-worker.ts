import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { InferenceSession, Tensor } from "onnxruntime-node";
import llamaTokenizer from "llama-tokenizer-js";
import { DraftMemory } from "./draft-memory.ts";
import { decodeMoonshine, SAMPLE_RATE } from "./moonshine-decode.ts";
import { serveModel } from "./serve-model.ts";
import { utteranceWindows } from "./utterance-windows.ts";

/** The session options of a model that shares two cores with others. */
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  // Without its memory arena the model takes almost three times the CPU; windows bound its size.
  enableCpuMemArena: true,
};

await serveModel<Float32Array, string>(
  async () => {
    const entry = fileURLToPath(import.meta.resolve("@moonshine-ai/moonshine-js"));
    const folder = join(dirname(entry), "model/tiny/quantized");
    const sessions = {
      encoder: await InferenceSession.create(join(folder, "encoder_model.onnx"), OPTIONS),
      decoder: await InferenceSession.create(join(folder, "decoder_model_merged.onnx"), OPTIONS),
      Tensor,
    };
    await decodeMoonshine(sessions, new Float32Array(SAMPLE_RATE), new AbortController().signal);
    const drafts = new DraftMemory();
    return async function* (audio, signal) {
      const texts: string[] = [];
      for (const window of utteranceWindows(audio, SAMPLE_RATE)) {
        const tokens = await decodeMoonshine(sessions, window, signal, drafts.draftFor(window));
        drafts.keep(window, tokens);
        // Moonshine uses Llama 2's vocabulary; the tokenizer expects the start token.
        texts.push(llamaTokenizer.decode([1, ...tokens]).trim());
      }
      yield texts.filter((text) => text !== "").join(" ");
    };
  },
  () => [],
);
