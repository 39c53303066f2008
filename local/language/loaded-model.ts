import { availableParallelism } from "node:os";
import type { Llama, LlamaModel, Token, TokenBias } from "node-llama-cpp";
import { chatPrompt, turnPieces } from "./chat-template.ts";
import { EvaluationThreads, threadCounts } from "./evaluation-threads.ts";
import { fitContext } from "./fit-context.ts";
import type { Turn } from "./fold-tools.ts";
import { LANGUAGE_LIMITS } from "./language-limits.ts";
import { LlamaSequences, promptTokens } from "./llama-sequences.ts";
import { forbidUnspeakable } from "./speakable-tokens.ts";

/** The weights and their context in memory. */
export interface LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly threads: EvaluationThreads;
  readonly sequences: LlamaSequences;
  /** Forbids what cannot be spoken. */
  readonly speakable: TokenBias;
  dispose(): Promise<void>;
}

/**
 * Loads weights into llama.cpp on the CPU, from the binary in node-llama-cpp's package; nothing is
 * compiled or downloaded.
 * @throws Error when the platform has no binary or the file is not readable as GGUF
 */
export async function loadModel(modelPath: string): Promise<LoadedModel> {
  process.env["NODE_LLAMA_CPP_SKIP_DOWNLOAD"] = "true";
  const { getLlama, LlamaLogLevel } = await import("node-llama-cpp");
  const counts = threadCounts(availableParallelism());
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    maxThreads: counts.reading,
    logLevel: LlamaLogLevel.error,
  });
  // llama.cpp repacks most weights for the processor; a mapped file would lie beside that copy.
  const model = await llama.loadModel({ modelPath, useMmap: false });
  const context = await model.createContext({
    contextSize: LANGUAGE_LIMITS.contextTokens,
    sequences: LANGUAGE_LIMITS.sequences,
    batchSize: LANGUAGE_LIMITS.promptChunkTokens,
    threads: counts.reading,
  });
  return {
    llama,
    model,
    threads: new EvaluationThreads(llama, counts),
    sequences: new LlamaSequences(context, LANGUAGE_LIMITS.sequences),
    speakable: await forbidUnspeakable(model),
    async dispose() {
      await context.dispose();
      await model.dispose();
      await llama.dispose();
    },
  };
}

/** A conversation as tokens, or by how much it is too long even without its older messages. */
export type FittedPrompt =
  | { readonly type: "fits"; readonly tokens: readonly Token[] }
  | { readonly type: "too-long"; readonly tokens: number; readonly budget: number };

/** The prompt of a conversation, leaving room for `answerTokens` (rule L7). */
export function fittedPrompt(
  model: LlamaModel,
  turns: readonly Turn[],
  answerTokens: number,
): FittedPrompt {
  const opening = promptTokens(model, chatPrompt([]));
  const tokens = turns.map((turn) => promptTokens(model, turnPieces(turn)));
  const budget = LANGUAGE_LIMITS.contextTokens - answerTokens - opening.length;
  const fit = fitContext(
    turns.map(({ role }, index) => ({ role, tokens: tokens[index]?.length ?? 0 })),
    budget,
    LANGUAGE_LIMITS.dropBlock,
  );
  if (fit.type === "too-long") return { ...fit, budget };
  return {
    type: "fits",
    tokens: [...fit.keep.flatMap((index) => tokens[index] ?? []), ...opening],
  };
}
