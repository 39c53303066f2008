import type { Environment } from "../environment.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Task, TaskEvent, TaskInput } from "../run-types.ts";

/** The part of the platform's `fetch` that providers use. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What an adapter is given besides its environment. */
export interface ProviderTools {
  readonly fetch: Fetch;
  readonly limits: GatewayLimits;
}

/** One call of one model. */
export interface ModelCall<T extends Task> {
  /** The provider's own id of the model. */
  readonly model: string;
  readonly input: TaskInput[T];
  /** Ends the call, upstream included. */
  readonly signal: AbortSignal;
}

/**
 * How a provider does one task. Reading starts the call; the events end with `finish` or the
 * iterator throws an AppError. An adapter knows nothing of deadlines and other providers.
 */
export type Adapter<T extends Task> = (call: ModelCall<T>) => AsyncIterable<TaskEvent[T]>;

/** A provider's adapters; what it can't do is absent. */
export type Adapters = { readonly [T in Task]?: Adapter<T> };

/** Whether a provider can be called in this environment, and what decides that, for people. */
export type Availability =
  | { readonly available: true; readonly because: string }
  | { readonly available: false; readonly missing: string };

/** One row of the registry: everything that the gateway and the stages know of a provider. */
export interface Provider {
  /** First part of `provider/model`. */
  readonly name: string;
  /** The variable of its key; absent: it takes none. */
  readonly keyVariable?: string;
  /** The variable of its address; absent: it has none. */
  readonly urlVariable?: string;
  /** What it can do, with the model that is meant when none is named (null: one must be named). */
  readonly tasks: { readonly [T in Task]?: string | null };
  /**
   * Models that stand in, in this order, where the default one is not there: weights that could not
   * be fetched must not make a server mute. A model that somebody chose has no stand-ins.
   */
  readonly standIns: { readonly [T in Task]?: readonly string[] };
  /**
   * It serves stages that nobody chose a model for, in the registry's order, when it is available.
   * Servers on one's own machine don't: that an address has a default doesn't mean one runs there.
   */
  readonly automatic: boolean;
  availability(env: Environment): Availability;
  /** Whether this model of the provider takes images in a `text` prompt. */
  sees(model: string): boolean;
  /** Throws AppError `bad_input` when the environment's values for this provider are wrong. */
  open(env: Environment, tools: ProviderTools): Adapters;
}
