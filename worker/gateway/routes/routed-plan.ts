import type { PlanOrder } from "../run-types.ts";
import type { RateLimit } from "./route.ts";

/** What a route's conditions may look at besides metadata, as the request came. */
export interface RoutingInput {
  /** The JSON body, whatever its format; absent: the request's `input`. */
  readonly body?: unknown;
  /** By lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A counter that a request has to do with: of one element, for one value of its key. */
export interface RouteCounter extends RateLimit {
  readonly element: string;
  /** The key's value as JSON, or its digest. */
  readonly key: string;
}

/** A part of a cost limit that is held for an attempt until it is known what it cost. */
export interface Reservation {
  /** Nano-dollars. */
  readonly amount: number;
  /** When the window began in which it counts: milliseconds since 1970. */
  readonly start: number;
}

/** A counter before a model. `taken`: the request is counted there already. */
export interface PassedCounter extends RouteCounter {
  readonly taken: boolean;
  /** What the route holds for the first attempt. */
  readonly reserved?: Reservation;
}

/** A model that a route allows for a request. */
export interface RoutedAttempt {
  /** The model's element. */
  readonly element: string;
  /** `provider/model`, or a bare model that any provider may serve. */
  readonly model: string;
  /** Milliseconds to its first event. */
  readonly timeoutMs?: number;
  /** Tries of it, the first included. */
  readonly tries?: number;
  /** In which order providers of a bare model are asked. */
  readonly order?: PlanOrder;
  /** Which way the request took to it: `is-free:true>split:50%>mini`. */
  readonly reason: string;
  readonly counters: readonly PassedCounter[];
}

/** What a route decided for a request: plain data, which crosses to other objects. */
export interface RoutedPlan {
  readonly route: string;
  readonly version: number;
  /** In the order in which they are asked, never none. */
  readonly attempts: readonly RoutedAttempt[];
}

/** Which route a run took, for those who want to know. */
export interface RouteTaken {
  readonly name: string;
  readonly version: number;
  /** Which way led to the model that serves now. */
  readonly reason: string;
}
