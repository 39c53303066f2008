import type { Token } from "node-llama-cpp";
import { HttpError } from "../http/http-error.ts";
import { NO_TEXT, addText, endText, endsSentence } from "./answer-text.ts";
import type { ChatEvent, ChatRequest, FinishReason, Sampling } from "./chat-types.ts";
import { foldTools } from "./fold-tools.ts";
import { generate } from "./generate.ts";
import { LANGUAGE_LIMITS } from "./language-limits.ts";
import { evaluatePrompt } from "./llama-sequences.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { fittedPrompt } from "./loaded-model.ts";
import { withManners } from "./manners.ts";
import { chooseTool } from "./tools/choose-tool.ts";
import { writeCall } from "./tools/write-call.ts";

/**
 * Answers one conversation: tool calls where the last words ask for a tool, text otherwise.
 * @throws HttpError `invalid_value` (param `messages`) when the conversation does not fit
 * @throws the signal's reason
 */
export async function* answer(
  loaded: LoadedModel,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void> {
  signal.throwIfAborted();
  const decision = chooseTool(request);
  if (decision.type !== "none") {
    const { call, usage } = await writeCall(loaded, decision, signal);
    yield { type: "tool-call", call };
    yield { type: "finish", reason: "tool_calls", usage };
    return;
  }
  const prompt = promptOf(loaded, request);
  yield* speak(loaded, request, prompt, signal);
}

function promptOf(loaded: LoadedModel, request: ChatRequest): readonly Token[] {
  const fitted = fittedPrompt(
    loaded.model,
    withManners(foldTools(request.messages)),
    request.maxTokens,
  );
  if (fitted.type === "fits") return fitted.tokens;
  throw new HttpError(
    "invalid_value",
    `The newest message and the instructions take ${fitted.tokens} tokens; ${fitted.budget} fit.`,
    { param: "messages" },
  );
}

async function* speak(
  loaded: LoadedModel,
  request: ChatRequest,
  prompt: readonly Token[],
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void> {
  const { model, sequences, threads } = loaded;
  const taken = await sequences.take(prompt);
  const hasRead = threads.read();
  try {
    const rest = await evaluatePrompt(taken.sequence, prompt, signal);
    const { sequence } = taken;
    const { maxTokens } = request;
    const sampling = samplingOf(request);
    const form = { type: "speech", forbidden: loaded.speakable } as const;
    const tokens = generate({ model, sequence, rest, sampling, maxTokens, form, signal, hasRead });
    const ended = yield* spoken(tokens, request);
    const usage = { prompt: prompt.length, cached: taken.cached, completion: ended.completion };
    yield { type: "finish", reason: ended.reason, usage };
  } finally {
    hasRead();
    taken.release();
  }
}

/** What a tool found is told as it is: no chance in the choice of words. */
function samplingOf({ messages, sampling }: ChatRequest): Sampling {
  return messages.at(-1)?.role === "tool" ? { ...sampling, temperature: 0 } : sampling;
}

/** Generated tokens as text events; ends by the model's will, a stop string or the limit. */
async function* spoken(
  tokens: ReturnType<typeof generate>,
  { stop, maxTokens }: ChatRequest,
): AsyncGenerator<ChatEvent, { reason: FinishReason; completion: number }> {
  let text = NO_TEXT;
  let completion = 0;
  let reason: FinishReason | undefined;
  try {
    while (reason === undefined) {
      const before = text.released.length;
      const next = await tokens.next();
      if (next.done === true) {
        reason = next.value ? "stop" : "length";
        text = endText(text);
      } else {
        completion = next.value.tokens;
        text = addText(text, next.value.text, stop);
        if (text.state === "stopped") reason = "stop";
        else if (completion >= maxTokens * LANGUAGE_LIMITS.softEnd && endsSentence(text.released))
          reason = "length";
      }
      if (text.released.length > before) yield { type: "text", text: text.released.slice(before) };
    }
  } finally {
    await tokens.return(false);
  }
  return { reason, completion };
}
