import { access } from "node:fs/promises";
import { join } from "node:path";
import { BoundedQueue } from "../http/bounded-queue.ts";
import { HttpError } from "../http/http-error.ts";
import type { ModelEntry, ModelHealth, ModelPart } from "../http/model-part.ts";
import { LANGUAGE_WEIGHTS } from "../weights/manifest.ts";
import { answer } from "./answer.ts";
import type { ChatEvent, ChatRequest } from "./chat-types.ts";
import { LANGUAGE_LIMITS } from "./language-limits.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { loadModel } from "./loaded-model.ts";
import { warmToolPrompt } from "./tools/write-call.ts";

/** The id that requests name in `model`. */
export const LANGUAGE_MODEL = LANGUAGE_WEIGHTS.id;

/** The language model as a part of the server. */
export interface LanguagePart extends ModelPart {
  /**
   * Answers one conversation. Aborting the signal ends the generation between two tokens; what was
   * evaluated until then stays cached, so that the same request asked again costs next to nothing.
   * @throws HttpError `model_unavailable` before start has resolved or when it failed;
   * `queue_full`; `invalid_value` (param `messages`) for a conversation whose newest message alone
   * is too long
   * @throws the signal's reason
   */
  chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent, void>;
}

type State =
  | { readonly type: "idle" | "loading" | "closed" }
  | { readonly type: "ready"; readonly loaded: LoadedModel }
  | { readonly type: "failed"; readonly detail: string };

const ENTRY: ModelEntry = {
  id: LANGUAGE_MODEL,
  task: "text",
  licence: LANGUAGE_WEIGHTS.licence.name,
  languages: ["en"],
  capabilities: ["streaming", "tools"],
};

const WARM_UP: ChatRequest = {
  messages: [{ role: "user", content: "Hello!" }],
  maxTokens: 4,
  sampling: { temperature: 0 },
  stop: [],
  tools: [],
  toolChoice: { type: "none" },
};

/** Creates the part; nothing is loaded before `start`. */
export function createLanguage(options: { readonly weightsDir: string }): LanguagePart {
  const queue = new BoundedQueue(LANGUAGE_LIMITS.queue);
  const path = join(options.weightsDir, LANGUAGE_WEIGHTS.files[0].path);
  let state: State = { type: "idle" };

  async function load(): Promise<LoadedModel> {
    await access(path).catch((cause: unknown) => {
      throw new Error("The weights are missing; fetch them with local/weights/cli.ts.", { cause });
    });
    const loaded = await loadModel(path);
    try {
      const { signal } = new AbortController();
      for await (const _event of answer(loaded, WARM_UP, signal));
      await warmToolPrompt(loaded, signal);
      return loaded;
    } catch (thrown) {
      await loaded.dispose();
      throw thrown;
    }
  }

  return {
    models: [ENTRY],

    async start() {
      if (state.type !== "idle") return;
      state = { type: "loading" };
      try {
        const loaded = await load();
        if (isClosed(state)) await loaded.dispose();
        else state = { type: "ready", loaded };
      } catch (thrown) {
        const detail = thrown instanceof Error ? thrown.message : String(thrown);
        state = { type: "failed", detail };
        throw thrown;
      }
    },

    health() {
      return { [LANGUAGE_MODEL]: healthOf(state) };
    },

    async *chat(request, signal) {
      const current = state;
      if (current.type !== "ready") throw unavailable(current);
      const leave = await queue.enter(signal);
      try {
        yield* answer(current.loaded, request, signal);
      } finally {
        leave();
      }
    },

    async close() {
      const before = state;
      state = { type: "closed" };
      if (before.type === "ready") await before.loaded.dispose();
    },
  };
}

/** A function of its own: the compiler does not know that `state` changes during an await. */
function isClosed(state: State): boolean {
  return state.type === "closed";
}

function healthOf(state: State): ModelHealth {
  switch (state.type) {
    case "ready":
      return { task: "text", state: "ready" };
    case "failed":
      return { task: "text", state: "failed", detail: state.detail };
    case "closed":
      return { task: "text", state: "failed", detail: "The server is shutting down." };
    case "idle":
    case "loading":
      return { task: "text", state: "loading" };
  }
}

function unavailable(state: Exclude<State, { type: "ready" }>): HttpError {
  return state.type === "failed"
    ? new HttpError("model_unavailable", "The language model could not be loaded.")
    : new HttpError("model_unavailable", "The language model is still loading.", { retryAfter: 1 });
}
