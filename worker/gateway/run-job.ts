import type { AppError } from "../../shared/errors/app-error.ts";
import type { NativeRequest } from "./lanes/native/native-format.ts";
import type { RunRequest, Task, TaskEvent } from "./run-types.ts";

/** What a Runner is asked to carry out: plain data, which crosses to another object. */
export interface RunJob {
  /** `signal` is left out; cancelling is a call of its own. */
  readonly request: Omit<RunRequest<Task>, "signal">;
  /** Name of the format that the events are written in; durable-objects/runner/run-formats.ts lists them. */
  readonly format: string;
  /**
   * What the format's encoder needs to know of the request besides (whether usage is wanted in the
   * stream, …): plain data, fixed when the run starts, so that encoding is deterministic.
   */
  readonly context?: unknown;
  /**
   * The request as its caller wrote it in this format. Providers that speak the format get it, and
   * their own events are kept as they are; such an answer isn't gone on with when it breaks.
   */
  readonly native?: NativeJob;
}

/** A request in its own format; see {@link NativeRequest}. */
export interface NativeJob extends Pick<NativeRequest, "headers" | "nativeOnly"> {
  readonly format: NativeRequest["format"];
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Writes a run's events as one format's server-sent events. Each text is one whole event with its
 * blank line at the end and without an `id:` line, which the journal puts before it. It must be
 * deterministic: the same events after the same `start` give the same texts.
 */
export interface EventEncoder {
  /** The texts for an event; `finish` gives all that closes the stream. */
  encode(event: TaskEvent[Task]): readonly string[];
  /** What a reader is told when the run breaks after it has begun. */
  fail(error: AppError): readonly string[];
}

/** Facts of a run that an encoder may write down. */
export interface RunFacts {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** `provider/model` that serves when the first event comes. */
  readonly model: string;
}

/** Makes the encoder of a run. `context` is the job's own. */
export type EncoderFactory = (facts: RunFacts, context: unknown) => EventEncoder;
