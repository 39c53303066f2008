import { AppError } from "../../../shared/errors/app-error.ts";
import { worstCost } from "../catalog/worst-cost.ts";
import type { WaitUntil } from "../ledger-client.ts";
import type { Task, TaskInput } from "../run-types.ts";
import { atMostNano, NANO } from "./nano-dollars.ts";
import type { RouteBookStub } from "./route-book-client.ts";
import { attemptOf } from "./route-taken.ts";
import type { PassedCounter, Reservation, RoutedPlan } from "./routed-plan.ts";
import { withShortKey } from "./short-key.ts";

/** An attempt that a cost limit has no room for. It was not made, and says nothing of its model. */
export class NoRoom extends AppError {}

/** What a run's attempts hold of the cost limits on their way. */
export interface RunBudget {
  /**
   * Holds the most that an attempt may cost, before it is made. Undefined where there is nothing to
   * wait for: no cost is limited, or the route has held it for the first attempt. Rejects with
   * {@link NoRoom}.
   */
  reserve(id: number, call: BudgetedCall): Promise<void> | undefined;
  /** Puts what an attempt cost in the place of what it held; where that isn't known it stays. */
  settle(id: number, costUsd: number | undefined): void;
}

/** A call that is about to be made. */
export interface BudgetedCall {
  readonly provider: string;
  readonly model: string;
  readonly task: Task;
  readonly input: TaskInput[Task];
}

interface Held extends Reservation {
  readonly counter: PassedCounter;
}

/** The budget of one run of a route. */
export function createRunBudget(
  routed: RoutedPlan,
  book: () => RouteBookStub,
  waitUntil: WaitUntil,
): RunBudget {
  const held = new Map<number, Promise<readonly Held[]>>();
  return {
    reserve(id, { provider, model, task, input }) {
      const passed = costCounters(attemptOf(routed, `${provider}/${model}`)?.counters);
      if (passed.length === 0) return undefined;
      const worst = worstCost(provider, model, task, input);
      if (worst === undefined) return undefined;
      const before = id === 0 ? heldByRoute(passed) : [];
      const missing = passed.flatMap((counter): Held[] => {
        const has = before.find((one) => one.counter === counter)?.amount ?? 0;
        const amount = atMostNano(worst) - has;
        return amount > 0 ? [{ counter, amount, start: 0 }] : [];
      });
      if (missing.length === 0) {
        held.set(id, Promise.resolve(before));
        return undefined;
      }
      const taking = take(routed.route, missing, book());
      // What the route has held is given back even if there is no room for more.
      held.set(
        id,
        taking.then(
          (more) => [...before, ...more],
          () => before,
        ),
      );
      return taking.then(() => undefined);
    },
    settle(id, costUsd) {
      const holding = held.get(id);
      held.delete(id);
      if (holding === undefined || costUsd === undefined) return;
      const cost = Math.round(costUsd * NANO);
      const work = async (): Promise<void> => {
        const all = await holding;
        const counters = new Set(all.map(({ counter }) => counter));
        const charges = [...counters].map(async (counter) => {
          const own = all.filter((one) => one.counter === counter);
          const sum = own.reduce((total, { amount }) => total + amount, 0);
          const start = own.at(-1)?.start ?? 0;
          return { counter: await withShortKey(counter), amount: cost - sum, start };
        });
        await book().charge(routed.route, await Promise.all(charges));
      };
      waitUntil(work().catch(untold));
    },
  };
}

/** Gives back what is held of these limits for a run that asks nobody. */
export function releaseReservations(
  route: string,
  counters: readonly PassedCounter[],
  book: () => RouteBookStub,
  waitUntil: WaitUntil,
): void {
  const held = heldByRoute(costCounters(counters));
  // A limit is on the way to several models, and held once.
  const each = [...new Map(held.map((one) => [one.counter.element, one])).values()];
  if (each.length > 0) waitUntil(giveBack(route, each, book()).catch(untold));
}

/** Takes all or nothing. */
async function take(
  route: string,
  missing: readonly Held[],
  book: RouteBookStub,
): Promise<readonly Held[]> {
  const taken: Held[] = [];
  for (const { counter, amount } of missing) {
    const answer = await book.ask(route, await withShortKey(counter), amount, true);
    if (answer.type === "admitted") {
      taken.push({ counter, amount, start: answer.start });
      continue;
    }
    await giveBack(route, taken, book);
    throw new NoRoom(
      "rate_limited",
      `The limit ${counter.element} of the route ${route} has no room for another try.`,
      { retryAfter: answer.retryAfter },
    );
  }
  return taken;
}

async function giveBack(route: string, all: readonly Held[], book: RouteBookStub): Promise<void> {
  const charges = all.map(async ({ counter, amount, start }) => ({
    counter: await withShortKey(counter),
    amount: -amount,
    start,
  }));
  if (charges.length > 0) await book.charge(route, await Promise.all(charges));
}

function costCounters(counters: readonly PassedCounter[] = []): readonly PassedCounter[] {
  return counters.filter(({ limitType }) => limitType === "cost");
}

function heldByRoute(counters: readonly PassedCounter[]): readonly Held[] {
  return counters.flatMap((counter) => {
    const { reserved } = counter;
    return reserved === undefined ? [] : [{ counter, ...reserved }];
  });
}

function untold(thrown: unknown): void {
  // oxlint-disable-next-line no-console -- the platform's log is the console
  console.error("A route's cost limit could not be told.", thrown);
}
