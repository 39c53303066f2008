import type { AppError } from "../../shared/errors/app-error.ts";
import type { RunRequest, Task, TaskEvent } from "./run-types.ts";

/** What every job says, whichever lane it takes. */
interface JobBase {
  /** Name of the format that the events are written in; {@link ../../durable-objects/runner/run-formats.ts} lists them. */
  readonly format: string;
}

/** A run of the engine, whose events an encoder of the format writes down. */
export interface EngineJob extends JobBase {
  readonly lane: "engine";
  /** Plain data: it crosses to another object. `signal` is left out; cancelling is a call of its own. */
  readonly request: Omit<RunRequest<Task>, "signal">;
  /**
   * What the format's encoder needs to know of the request (the model's name as it was asked for,
   * whether usage is wanted, …): JSON, fixed when the run starts, so that encoding is deterministic.
   */
  readonly context?: unknown;
}

/** Bytes of a provider that speaks the caller's own format, passed on event by event as they are. */
export interface NativeJob extends JobBase {
  readonly lane: "native";
  readonly request: Omit<RunRequest<Task>, "signal">;
  /** The body for the provider, as JSON text. */
  readonly body: string;
}

/** What a Runner is asked to carry out. */
export type RunJob = EngineJob | NativeJob;

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
