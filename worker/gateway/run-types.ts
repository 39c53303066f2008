import type { AttemptRecord } from "./attempt-record.ts";
import type { RoutedPlan, RouteTaken, RoutingInput } from "./routes/routed-plan.ts";

/** What a model can be asked to do. */
export type Task =
  | "text"
  | "embedding"
  | "text-to-image"
  | "speech-to-text"
  | "text-to-speech"
  | "image-to-text";

/** One message of a prompt. `images` are files or links, for models that see. */
export type PromptMessage =
  | { readonly role: "system"; readonly text: string }
  | { readonly role: "user"; readonly text: string; readonly images?: readonly PromptImage[] }
  | {
      readonly role: "assistant";
      readonly text: string;
      readonly toolCalls?: readonly ToolCall[];
    }
  | {
      readonly role: "tool";
      readonly toolCallId: string;
      readonly name: string;
      readonly text: string;
    };

/** A picture, as a file's bytes. */
export interface ImageInput {
  readonly mediaType: string;
  readonly data: Uint8Array;
}

/** A picture that the provider fetches itself, by an https URL. */
export interface ImageLink {
  readonly mediaType?: string;
  readonly url: string;
}

/** A picture in a prompt. */
export type PromptImage = ImageInput | ImageLink;

/** A tool as the model sees it: `parameters` is a JSON schema (draft 2020-12). */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly parameters: Record<string, unknown>;
}

/** A tool call that a model made; `input` is the model's own JSON text, not yet validated. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: string;
}

/** Which tools the model may or must call. */
export type ToolChoice = "auto" | "none" | "required" | { readonly name: string };

/** The form that the model's text must have. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json" }
  | {
      readonly type: "json-schema";
      readonly name: string;
      readonly schema: Record<string, unknown>;
      readonly strict?: boolean;
    };

/**
 * Tokens, seconds, characters or pictures that a run used; what is unknown is absent, never 0.
 * `cachedTokens` and `cacheWriteTokens` are parts of `inputTokens`, `reasoningTokens` of
 * `outputTokens`.
 */
export interface Usage {
  readonly inputTokens?: number;
  readonly cachedTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
  readonly audioSeconds?: number;
  readonly characters?: number;
  readonly images?: number;
}

/** The input of each task. */
export interface TaskInput {
  readonly text: {
    readonly messages: readonly PromptMessage[];
    readonly tools?: readonly ToolSpec[];
    readonly maxTokens?: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly stop?: readonly string[];
    readonly seed?: number;
    readonly toolChoice?: ToolChoice;
    readonly parallelToolCalls?: boolean;
    readonly responseFormat?: ResponseFormat;
    /** `minimal`, `low`, `medium`, `high` or whatever else the model knows. */
    readonly reasoningEffort?: string;
    /** The caller's own id of its user, for the provider's abuse detection. */
    readonly user?: string;
  };
  readonly embedding: {
    readonly values: readonly string[];
    readonly dimensions?: number;
    readonly user?: string;
  };
  readonly "text-to-image": {
    readonly prompt: string;
    /** Pictures wanted; 1 when absent. */
    readonly count?: number;
    /** `widthxheight` in pixels. */
    readonly size?: string;
    readonly seed?: number;
    readonly user?: string;
  };
  /** PCM16LE mono. */
  readonly "speech-to-text": {
    readonly samples: Int16Array;
    readonly rate: number;
    readonly language?: string;
  };
  readonly "text-to-speech": {
    readonly text: string;
    readonly voice?: string;
    readonly speed?: number;
  };
  readonly "image-to-text": { readonly image: ImageInput; readonly question?: string };
}

/** Ends every run that did not throw. */
export interface Finish {
  readonly type: "finish";
  readonly reason: "stop" | "length" | "tool-calls" | "content-filter" | "other";
  readonly usage: Usage;
}

/** The events of each task's run, in order; `finish` comes last and once. */
export interface TaskEvent {
  readonly text:
    | { readonly type: "text"; readonly text: string }
    /** What a reasoning model shows of its thoughts; it comes before the answer. */
    | { readonly type: "reasoning"; readonly text: string }
    /**
     * A part of a tool call while it is being written, for whoever shows it; adapters may leave it
     * out. The whole call follows as `tool-call`, unless the answer breaks.
     */
    | {
        readonly type: "tool-input";
        readonly id: string;
        readonly name: string;
        readonly delta: string;
      }
    | { readonly type: "tool-call"; readonly call: ToolCall }
    | Finish;
  /** One event for each value, `index` being its position. */
  readonly embedding:
    | { readonly type: "embedding"; readonly index: number; readonly vector: Float32Array }
    | Finish;
  readonly "text-to-image":
    | { readonly type: "image"; readonly mediaType: string; readonly data: Uint8Array }
    | Finish;
  readonly "speech-to-text": { readonly type: "text"; readonly text: string } | Finish;
  /** PCM16LE mono at REPLY_RATE; a chunk may be of any length of whole samples. */
  readonly "text-to-speech": { readonly type: "audio"; readonly samples: Int16Array } | Finish;
  readonly "image-to-text": { readonly type: "text"; readonly text: string } | Finish;
}

/** How a run answers the same question again without asking a model. */
export interface CacheOptions {
  /** Seconds for which an answer may be given again; absent: the gateway's limit. */
  readonly ttlSeconds?: number;
  /** Takes the place of everything else in the key, except the tenant. */
  readonly key?: string;
  /** Neither reads nor writes the cache. */
  readonly skip?: boolean;
}

/** In which order models that may serve a request are asked; see {@link ./plan.ts plan}. */
export type PlanOrder = "latency" | "cost" | "listed" | "weight";

/** How a request is carried out; every field has a default. */
export interface RunOptions {
  /** Whether another provider or model may answer; true when absent. */
  readonly fallback?: boolean;
  /** Milliseconds after which a silent attempt gets a rival; absent: learnt from the model. */
  readonly firstTokenMs?: number;
  /** Whether two attempts may run at once; true when absent. */
  readonly hedge?: boolean;
  /** Tries per model, the first included; 2 when absent. */
  readonly attempts?: number;
  /** What happens when an answer breaks in its middle; `continue` when absent. */
  readonly onBreak?: "continue" | "error";
  /** What the next model is told then; `{tail}` stands for the last words that came. */
  readonly continuation?: string;
  /** Absent: the answer is neither read from the cache nor kept. */
  readonly cache?: CacheOptions;
  /** Whether a Runner keeps the run's events for whoever comes back. */
  readonly journal?: boolean;
  /** Milliseconds that the whole run may take. */
  readonly timeoutMs?: number;
  /** Keys of the caller's own, by provider; they are used instead of the environment's. */
  readonly keys?: Readonly<Record<string, string>>;
  /** `latency` when absent. */
  readonly order?: PlanOrder;
  /** Shares for the order `weight`, by `provider/model`; absent ones count 1. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Names of guards that look at this request besides those that look at all. */
  readonly guards?: readonly string[];
}

/** Free keys by which spend is told apart. */
export type RunMetadata = Readonly<Record<string, string | number | boolean>>;

/** One call of the gateway. */
export interface RunRequest<T extends Task> {
  readonly task: T;
  /** Id of the run; absent: one is made. */
  readonly id?: string;
  /**
   * `provider/model`, a bare model that several providers serve (`gpt-4.1`), or `dynamic/<route>`;
   * absent, together with `models`: the model that serves this task's stage by default.
   */
  readonly model?: string;
  /** Models to ask one after the other, after `model` where that is given too. */
  readonly models?: readonly string[];
  /**
   * Name of the dynamic route that chooses the models; with models beside it, of the one that chose
   * them, for the records.
   */
  readonly route?: string;
  /** What the route's conditions may look at besides metadata; absent: `input` is the body. */
  readonly routing?: RoutingInput;
  /** What the route decided. Whoever sets it says that the request has been through its route. */
  readonly routed?: RoutedPlan;
  readonly input: TaskInput[T];
  /** Text that was given out of this answer before: the run goes on from there (task `text`). */
  readonly said?: string;
  /** Cancels the run, upstream included. */
  readonly signal?: AbortSignal;
  readonly options?: RunOptions;
  /** Whose request it is: caches are kept apart by it. */
  readonly tenant?: string;
  readonly metadata?: RunMetadata;
}

/** A running call: which model serves it, and its events, which may be read once. */
export interface Run<T extends Task> extends AsyncIterable<TaskEvent[T]> {
  readonly id: string;
  /** `provider/model`: what serves now, at first what is asked first. */
  readonly model: string;
  /** What has been tried so far; whole once the run is over. */
  attempts(): readonly AttemptRecord[];
  /**
   * Where the answer is from, known with its first event, where the cache was asked for: kept
   * (`hit`), of a run under way (`shared`), or the run's own (`miss`).
   */
  readonly cache?: "hit" | "shared" | "miss" | undefined;
  /** The dynamic route that chose the models, known with the first event. */
  readonly route?: RouteTaken | undefined;
}

/** What models are asked through. Implementations throw AppError only, at `run` or while it is read. */
export interface Gateway {
  run<T extends Task>(request: RunRequest<T>): Run<T>;
  /** Whether the model that would serve `model` (or the default of `task`) takes images itself. */
  sees(model?: string): boolean;
}
