import { DurableObject } from "cloudflare:workers";
import { AppError } from "../../shared/errors/app-error.ts";
import type { Env } from "../../worker/env.ts";
import { checkModels } from "../../worker/gateway/routes/check-models.ts";
import type { CounterAnswer } from "../../worker/gateway/routes/evaluate-route.ts";
import { readRoute } from "../../worker/gateway/routes/read-route.ts";
import type {
  ActiveRoute,
  CounterCharge,
  RouteBookStub,
  RouteDetail,
  RouteSummary,
  WrittenElements,
} from "../../worker/gateway/routes/route-book-client.ts";
import { ROUTE_LIMITS } from "../../worker/gateway/routes/route-limits.ts";
import type { RouteCounter } from "../../worker/gateway/routes/routed-plan.ts";
import type { Answer } from "../../worker/gateway/runner-client.ts";
import { errorData } from "../../worker/gateway/error-data.ts";
import { CounterStore } from "./counter-store.ts";
import { ROUTE_BOOK_LIMITS } from "./route-book-limits.ts";
import { RouteStore } from "./route-store.ts";

const NAME = new RegExp(`^[a-z0-9][a-z0-9._-]{0,${ROUTE_LIMITS.nameLength - 1}}$`);

/**
 * Keeps dynamic routes with their versions, and counts for their rate limits: one object does both
 * one after the other, so that no two requests take the same place.
 */
export class RouteBook extends DurableObject<Env> implements RouteBookStub {
  readonly #routes = new RouteStore(this.ctx.storage.sql);
  readonly #counters = new CounterStore(this.ctx.storage.sql);

  /** The version that serves, or null where there is no such route. */
  async active(name: string): Promise<ActiveRoute | null> {
    return this.#routes.active(name) ?? null;
  }

  /** Whether a counter has room for `amount` more; with `take` it is counted if so. */
  async ask(
    route: string,
    counter: RouteCounter,
    amount: number,
    take: boolean,
  ): Promise<CounterAnswer> {
    const answer = this.#counters.ask(route, counter, amount, take, Date.now());
    if (take) await this.#arm();
    return answer;
  }

  /** Adds to counters what came of requests that they let through, or gives back what they held. */
  async charge(route: string, charges: readonly CounterCharge[]): Promise<void> {
    // Nothing is kept of a route that is gone meanwhile.
    if (this.#routes.summary(route) === undefined) return;
    this.ctx.storage.transactionSync(() => {
      for (const charge of charges) this.#counters.charge(route, charge, Date.now());
    });
    await this.#arm();
  }

  async list(): Promise<readonly RouteSummary[]> {
    return this.#routes.list();
  }

  async read(name: string, version?: number): Promise<Answer<RouteDetail>> {
    return answered(() => this.#detail(name, version));
  }

  /** A new route, whose first version serves at once. */
  async create(name: string, elements: WrittenElements): Promise<Answer<RouteDetail>> {
    return answered(() => {
      if (!NAME.test(name))
        throw wrong("name", "is made of a-z, 0-9, -, _ and ., and begins with one of the first.");
      if (this.#routes.summary(name) !== undefined)
        throw wrong("name", "there is a route of this name; give it a new version.");
      if (this.#routes.count() >= ROUTE_BOOK_LIMITS.routes)
        throw wrong("name", `there are ${ROUTE_BOOK_LIMITS.routes} routes, which is the most.`);
      return this.#add(name, elements, true);
    });
  }

  /** A new version of a route; with `activate` it serves at once. */
  async publish(
    name: string,
    elements: WrittenElements,
    activate: boolean,
  ): Promise<Answer<RouteDetail>> {
    return answered(() => {
      this.#detail(name);
      return this.#add(name, elements, activate);
    });
  }

  /** Lets another version serve: a newer one, or an older one again. */
  async activate(name: string, version: number): Promise<Answer<RouteDetail>> {
    return answered(() => {
      this.#detail(name, version);
      this.#routes.activate(name, version, Date.now());
      return this.#detail(name);
    });
  }

  /** Takes a route away with all its versions and counters. */
  async remove(name: string): Promise<Answer<null>> {
    return answered(() => {
      this.#detail(name);
      this.ctx.storage.transactionSync(() => {
        this.#routes.remove(name);
        this.#counters.remove(name);
      });
      return null;
    });
  }

  /** Deletes counters whose time is over. */
  override async alarm(): Promise<void> {
    if (this.#counters.sweep(Date.now())) await this.#arm();
  }

  #add(name: string, elements: WrittenElements, activate: boolean): RouteDetail {
    checkModels(readRoute(elements));
    const text = JSON.stringify(elements);
    if (text.length > ROUTE_BOOK_LIMITS.routeLength)
      throw new AppError("too_large", "elements: a route may have 64 KiB of JSON.", {
        field: "elements",
      });
    this.ctx.storage.transactionSync(() => this.#routes.add(name, text, activate, Date.now()));
    return this.#detail(name, this.#routes.summary(name)?.latest);
  }

  #detail(name: string, version?: number): RouteDetail {
    const found = this.#routes.detail(name, version);
    if (found !== undefined) return found;
    const what = this.#routes.summary(name) === undefined ? "route" : "version of this route";
    throw new AppError("not_found", `There is no such ${what}.`);
  }

  async #arm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null)
      await this.ctx.storage.setAlarm(Date.now() + ROUTE_BOOK_LIMITS.sweepMs);
  }
}

function wrong(field: string, sentence: string): AppError {
  return new AppError("bad_input", `${field}: ${sentence}`, { field });
}

/** What work gives, or its error as data: an AppError would lose its fields on its way. */
function answered<T>(work: () => T): Answer<T> {
  try {
    return { ok: true, value: work() };
  } catch (thrown) {
    return { ok: false, error: errorData(AppError.from(thrown)) };
  }
}
