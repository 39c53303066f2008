/** What a model can be asked to do. */
export type Task = "text" | "speech-to-text" | "text-to-speech" | "image-to-text";

/** One message of a prompt. `images` hold files' bytes with their media types, for models that see. */
export type PromptMessage =
  | { readonly role: "system"; readonly text: string }
  | { readonly role: "user"; readonly text: string; readonly images?: readonly ImageInput[] }
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

/** Tokens, seconds or characters that a run used; what is unknown is absent, never 0. */
export interface Usage {
  readonly inputTokens?: number;
  readonly cachedTokens?: number;
  readonly outputTokens?: number;
  readonly audioSeconds?: number;
  readonly characters?: number;
}

/** The input of each task. */
export interface TaskInput {
  readonly text: {
    readonly messages: readonly PromptMessage[];
    readonly tools?: readonly ToolSpec[];
    readonly maxTokens?: number;
    readonly temperature?: number;
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
  readonly reason: "stop" | "length" | "tool-calls" | "other";
  readonly usage: Usage;
}

/** The events of each task's run, in order; `finish` comes last and once. */
export interface TaskEvent {
  readonly text:
    | { readonly type: "text"; readonly text: string }
    | { readonly type: "tool-call"; readonly call: ToolCall }
    | Finish;
  readonly "speech-to-text": { readonly type: "text"; readonly text: string } | Finish;
  /** PCM16LE mono at REPLY_RATE; a chunk may be of any length of whole samples. */
  readonly "text-to-speech": { readonly type: "audio"; readonly samples: Int16Array } | Finish;
  readonly "image-to-text": { readonly type: "text"; readonly text: string } | Finish;
}

/** One call of the gateway. */
export interface RunRequest<T extends Task> {
  readonly task: T;
  /** `provider/model`; absent: the model that serves this task's stage by default. */
  readonly model?: string;
  readonly input: TaskInput[T];
  /** Cancels the run, upstream included. */
  readonly signal?: AbortSignal;
  /** Free keys by which spend is told apart. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/** A running call: which model serves it, and its events, which may be read once. */
export interface Run<T extends Task> extends AsyncIterable<TaskEvent[T]> {
  readonly id: string;
  /** `provider/model`. */
  readonly model: string;
}

/** What models are asked through. Implementations throw AppError only, at `run` or while it is read. */
export interface Gateway {
  run<T extends Task>(request: RunRequest<T>): Run<T>;
  /** Whether the model that would serve `model` (or the default of `task`) takes images itself. */
  sees(model?: string): boolean;
}
