import { AppError } from "../shared/errors/app-error.ts";
import type { TokenVoice } from "../shared/testing/token-audio.ts";
import type { PromptMessage, Task, TaskInput } from "../worker/gateway/run-types.ts";
import type { ModelAct, ModelScript } from "./scripted-models.ts";

/** What a fake language model sees. */
export interface FakePrompt {
  /** The user's last words. */
  readonly said: string;
  /** Results of the tools that were called since, in order. */
  readonly results: readonly string[];
  readonly messages: readonly PromptMessage[];
  /** Names of the tools that it may call. */
  readonly tools: readonly string[];
}

/** What it answers: words, a tool call, a failure, or several of them one after the other. */
export type FakeAnswer =
  | string
  | { readonly call: string; readonly input?: unknown }
  | Error
  | readonly FakeAnswer[];

/** Models without weights. Times in milliseconds of virtual time. */
export interface FakeModels {
  think(prompt: FakePrompt): FakeAnswer;
  /** What is understood of words that were said: a recognizer that hears badly. Absent: all of them. */
  listen?(words: string): string | Error;
  /** Fails to say a clause by throwing. */
  speak?(text: string): void;
  /** Until a transcript is there; 80 unless told. */
  readonly listenMs?: number;
  /** Until the first word of an answer; 200 unless told. */
  readonly thinkMs?: number;
  /** Until the first sound of a clause; 100 unless told. */
  readonly speakMs?: number;
}

const FINISH = { type: "finish", reason: "stop", usage: {} } as const;
/** Between two words of an answer. */
const WORD_MS = 15;
/** Speed of the voice: 15 characters a second. */
const SAMPLES_PER_CHARACTER = 1_600;
/** Sound that comes at once. */
const CHUNK = 12_000;

/** The script of fake models; `voice` is the user's. */
export function fakeModels(fakes: FakeModels, voice: TokenVoice): ModelScript {
  let calls = 0;
  const { listenMs = 80, thinkMs = 200, speakMs = 100 } = fakes;

  function answer(one: FakeAnswer, after: number): ModelAct[] {
    if (one instanceof Error) return [{ after, error: failure(one) }];
    if (isSeveral(one)) return one.flatMap((part, at) => answer(part, at === 0 ? after : WORD_MS));
    if (typeof one !== "string") {
      const call = {
        ...{ id: `call-${++calls}`, name: one.call },
        input: JSON.stringify(one.input ?? {}),
      };
      return [{ after, event: { type: "tool-call", call } }];
    }
    return (one.match(/\s*\S+\s*/gu) ?? []).map((text, at) => ({
      after: at === 0 ? after : WORD_MS,
      event: { type: "text", text },
    }));
  }

  return ({ request }) => {
    switch (request.task as Task) {
      case "speech-to-text": {
        const { samples } = request.input as TaskInput["speech-to-text"];
        const words = voice.words(samples).join(" ");
        const text = fakes.listen?.(words) ?? words;
        if (typeof text !== "string") return [{ after: listenMs, error: failure(text) }];
        return [{ after: listenMs, event: { type: "text", text } }, finish()];
      }
      case "text": {
        const input = request.input as TaskInput["text"];
        // The embedded model only reads ahead.
        if (input.maxTokens === 1) return [finish()];
        const acts = answer(fakes.think(promptOf(input)), thinkMs);
        return acts.some((act) => "error" in act) ? acts : [...acts, finish()];
      }
      case "text-to-speech": {
        const { text } = request.input as TaskInput["text-to-speech"];
        try {
          fakes.speak?.(text);
        } catch (thrown) {
          return [{ after: speakMs, error: failure(thrown) }];
        }
        return [...sound(text.length * SAMPLES_PER_CHARACTER, speakMs), finish()];
      }
      case "image-to-text":
        return [{ after: thinkMs, event: { type: "text", text: "a picture" } }, finish()];
      case "embedding":
      case "text-to-image":
        return [{ after: 0, error: new AppError("unsupported", "No fake model does that.") }];
    }
  };
}

function isSeveral(answer: FakeAnswer): answer is readonly FakeAnswer[] {
  return Array.isArray(answer);
}

function finish(): ModelAct {
  return { after: 0, event: FINISH };
}

function failure(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError("model_failed", "The fake model failed.", { cause: thrown });
}

function promptOf({ messages, tools = [] }: TaskInput["text"]): FakePrompt {
  const last = messages.findLastIndex(({ role }) => role === "user");
  const results = messages
    .slice(last + 1)
    .flatMap((one) => (one.role === "tool" ? [one.text] : []));
  return {
    said: messages[last]?.text ?? "",
    results,
    messages,
    tools: tools.map(({ name }) => name),
  };
}

function sound(length: number, speakMs: number): ModelAct[] {
  const acts: ModelAct[] = [];
  for (let made = 0; made < length; made += CHUNK) {
    const samples = new Int16Array(Math.min(CHUNK, length - made)).fill(1);
    acts.push({ after: made === 0 ? speakMs : 20, event: { type: "audio", samples } });
  }
  return acts;
}
