import type { PlanOrder } from "../run-types.ts";
import type { Condition } from "./condition.ts";
import type { FieldPath } from "./field-path.ts";

/** Sends requests that meet a condition one way and all others another. */
export interface ConditionalElement {
  readonly type: "conditional";
  readonly id: string;
  readonly condition: Condition;
  readonly whenTrue: string;
  readonly whenFalse: string;
}

/** Spreads requests by shares. With a key, all requests of one value go the same way. */
export interface PercentageElement {
  readonly type: "percentage";
  readonly id: string;
  readonly key: FieldPath | undefined;
  /** `share` in percent. */
  readonly branches: readonly {
    readonly output: string;
    readonly share: number;
    readonly to: string;
  }[];
  readonly rest: string | undefined;
}

/** How much may pass in which time. */
export interface RateLimit {
  /** Requests, or US dollars that their attempts cost. */
  readonly limitType: "count" | "cost";
  readonly limit: number;
  /** Milliseconds. */
  readonly intervalMs: number;
  readonly technique: "sliding" | "fixed";
}

/** Lets so much through for each value of a key; without a `fallback` the others are refused. */
export interface RateLimitElement {
  readonly type: "rate_limit";
  readonly id: string;
  readonly key: FieldPath;
  readonly rate: RateLimit;
  readonly success: string;
  readonly fallback: string | undefined;
}

/** Asks a model, and goes on to `fallback` when it fails before it has begun to answer. */
export interface ModelElement {
  readonly type: "model";
  readonly id: string;
  /** `provider/model`, or a bare model that any provider may serve. */
  readonly model: string;
  /** Milliseconds to the first event. */
  readonly timeoutMs: number | undefined;
  /** Tries, the first included. */
  readonly tries: number | undefined;
  readonly order: PlanOrder | undefined;
  /** The end: an answer is the route's. */
  readonly success: string;
  readonly fallback: string | undefined;
}

/** An element of a route. */
export type RouteElement =
  | { readonly type: "start"; readonly id: string; readonly next: string }
  | ConditionalElement
  | PercentageElement
  | RateLimitElement
  | ModelElement
  | { readonly type: "end"; readonly id: string };

/** A route that is sound: one start, every target there, no cycle, nothing unreachable. */
export interface Route {
  readonly start: string;
  readonly elements: ReadonlyMap<string, RouteElement>;
}
