import { AppError } from "../../../shared/errors/app-error.ts";
import type { Environment } from "../environment.ts";
import { binding } from "../environment.ts";
import type { Answer } from "../runner-client.ts";
import type { CounterAnswer } from "./evaluate-route.ts";
import type { RouteCounter } from "./routed-plan.ts";

/** A route's elements as they were written. */
export type WrittenElements = readonly Readonly<Record<string, unknown>>[];

/** The version of a route that serves. */
export interface ActiveRoute {
  readonly version: number;
  readonly elements: WrittenElements;
}

/** A version of a route; times are in milliseconds since 1970. */
export interface RouteVersion {
  readonly version: number;
  readonly createdAt: number;
}

/** A route as lists show it. */
export interface RouteSummary {
  readonly name: string;
  /** The version that serves. */
  readonly active: number;
  /** The newest version. */
  readonly latest: number;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** One version of a route, and which others are kept, newest first. */
export interface RouteDetail extends RouteSummary, RouteVersion {
  readonly elements: WrittenElements;
  readonly versions: readonly RouteVersion[];
}

/** What is added to a counter: requests, or nano-dollars, less than 0 for what is given back. */
export interface CounterCharge {
  readonly counter: RouteCounter;
  readonly amount: number;
  /** When the window began to which it is added; absent: the present one. */
  readonly start?: number;
}

/** The object that keeps routes and their counters, as its clients see it. */
export interface RouteBookStub {
  active(name: string): Promise<ActiveRoute | null>;
  /**
   * Whether a counter has room for `amount` more, requests or nano-dollars; with `take` it is counted
   * if so.
   */
  ask(route: string, counter: RouteCounter, amount: number, take: boolean): Promise<CounterAnswer>;
  charge(route: string, charges: readonly CounterCharge[]): Promise<void>;
  list(): Promise<readonly RouteSummary[]>;
  /** Without `version` the active one. */
  read(name: string, version?: number): Promise<Answer<RouteDetail>>;
  /** A new route, whose first version serves at once. */
  create(name: string, elements: WrittenElements): Promise<Answer<RouteDetail>>;
  /** A new version; with `activate` it serves at once. */
  publish(name: string, elements: WrittenElements, activate: boolean): Promise<Answer<RouteDetail>>;
  activate(name: string, version: number): Promise<Answer<RouteDetail>>;
  /** Takes a route away with all its versions and counters. */
  remove(name: string): Promise<Answer<null>>;
}

/** The binding `ROUTE_BOOK`. */
export interface RouteBookNamespace {
  getByName(name: string): RouteBookStub;
}

/** The object that keeps the routes. Throws AppError `not_found` where none is bound. */
export function routeBookOf(env: Environment): RouteBookStub {
  const namespace = binding(env, "ROUTE_BOOK") as RouteBookNamespace | undefined;
  if (namespace === undefined) throw new AppError("not_found", "No routes are kept here.");
  return namespace.getByName("routes");
}
