import { availableParallelism } from "node:os";
import type { Llama, LlamaModel, Token, TokenBias } from "node-llama-cpp";
import { chatPrompt, turnPieces } from "./chat-template.ts";
import type { ChatMessage } from "./chat-types.ts";
import { fitContext } from "./fit-context.ts";
import { LANGUAGE_LIMITS } from "./language-limits.ts";
import { LlamaSequences, promptTokens } from "./llama-sequences.ts";
import { forbidUnspeakable } from "./speakable-tokens.ts";

/** The weights and their context in memory. */
export interface LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
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
  const threads = evaluationThreads(availableParallelism());
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({
    contextSize: LANGUAGE_LIMITS.contextTokens,
    sequences: LANGUAGE_LIMITS.sequences,
    batchSize: LANGUAGE_LIMITS.promptChunkTokens,
    threads,
  });
  return {
    llama,
    model,
    sequences: new LlamaSequences(context, LANGUAGE_LIMITS.sequences),
    speakable: await forbidUnspeakable(model),
    async dispose() {
      await context.dispose();
      await model.dispose();
      await llama.dispose();
    },
  };
}

/**
 * Threads for a machine with so many cores. llama.cpp's threads wait for each other spinning, many
 * times a token: on two cores of which one speaks or listens at the same time, two threads made 1
 * to 10 tokens a second where one makes 29. So cores are left to the other models.
 */
export function evaluationThreads(cores: number): number {
  const free = cores - LANGUAGE_LIMITS.coresForOthers;
  return Math.max(1, Math.min(LANGUAGE_LIMITS.threads, free));
}

/** A conversation as tokens, or by how much it is too long even without its older messages. */
export type FittedPrompt =
  | { readonly type: "fits"; readonly tokens: readonly Token[] }
  | { readonly type: "too-long"; readonly tokens: number; readonly budget: number };

/** The prompt of a conversation, leaving room for `answerTokens` (rule L7). */
export function fittedPrompt(
  model: LlamaModel,
  messages: readonly ChatMessage[],
  answerTokens: number,
): FittedPrompt {
  const opening = promptTokens(model, chatPrompt([]));
  const turns = messages.map((message) => promptTokens(model, turnPieces(message)));
  const budget = LANGUAGE_LIMITS.contextTokens - answerTokens - opening.length;
  const fit = fitContext(
    messages.map(({ role }, index) => ({ role, tokens: turns[index]?.length ?? 0 })),
    budget,
    LANGUAGE_LIMITS.dropBlock,
  );
  if (fit.type === "too-long") return { ...fit, budget };
  return { type: "fits", tokens: [...fit.keep.flatMap((index) => turns[index] ?? []), ...opening] };
}
