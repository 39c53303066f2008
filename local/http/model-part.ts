/** What a model does: one of the tasks that the server has a route for. */
export type ModelTask = "speech-to-text" | "text-to-speech" | "text" | "image-to-text";

/** One model as `GET /v1/models` lists it (besides OpenAI's own `object`, `created`, `owned_by`). */
export interface ModelEntry {
  /** The id that requests name in `model`. */
  readonly id: string;
  readonly task: ModelTask;
  /** SPDX identifier, or the licence's own name where it has none. */
  readonly licence: string;
  /** BCP 47 tags of the languages that the model is good for. */
  readonly languages: readonly string[];
  /** Names for the request's `voice`, the default first; text to speech only. */
  readonly voices?: readonly string[];
  /** What else the model can do, for instance `tools`, `streaming`, `vision`. */
  readonly capabilities?: readonly string[];
}

/**
 * Where a model stands. `idle` is a lazily started model that nobody has asked for yet; it counts
 * as healthy. `failed` says in `detail` what to do about it, in one sentence.
 */
export type ModelState = "ready" | "loading" | "idle" | "failed";

/** One model's line in `GET /health`. */
export interface ModelHealth {
  readonly task: ModelTask;
  readonly state: ModelState;
  /** A sentence for a person: why it failed, or what was left out and how to get it. */
  readonly detail?: string;
}

/** One family of models (speech, language, vision) as the server composes it. */
export interface ModelPart {
  /** Entries for `GET /v1/models`; may shrink after {@link ModelPart.start} found no weights. */
  readonly models: readonly ModelEntry[];
  /** Starts loading and resolves when warm. Rejects when the part can't serve at all. */
  start(): Promise<void>;
  /** Current state by model id. */
  health(): Record<string, ModelHealth>;
  /** Ends workers and frees the weights; safe to call twice and before `start` has resolved. */
  close(): Promise<void>;
}
