import type { RunEvent } from "../race-state.ts";
import type { Gateway, Run, RunRequest, Task, TaskEvent } from "../run-types.ts";
import { isRoute, routeNameOf } from "./route-name.ts";
import { routeTaken } from "./route-taken.ts";
import type { Routes } from "./routes.ts";

/**
 * A gateway whose requests may name a dynamic route. The route is looked at when the run is first
 * read; until then the run's `model` is the route's.
 */
export function createRoutedGateway(inner: Gateway, routes: Routes, newId: () => string): Gateway {
  return {
    // It isn't known who will serve; a picture that is described first suits every model.
    sees: (model) => !isRoute(model) && inner.sees(model),
    run: (request) =>
      routeNameOf(request) === undefined && request.routed === undefined
        ? inner.run(request)
        : routedRun(request, inner, routes, request.id ?? newId()),
  };
}

function routedRun<T extends Task>(
  request: RunRequest<T>,
  inner: Gateway,
  routes: Routes,
  id: string,
): Run<T> {
  const { signal } = request;
  let routed = request.routed;
  // What is wrong with a request that has been through its route shows at once.
  let run = routed === undefined ? undefined : inner.run({ ...request, id });
  let source: AsyncIterator<RunEvent> | undefined;
  let opening: Promise<AsyncIterator<RunEvent> | undefined> | undefined;
  let hasLeft = false;
  let isSettled = false;

  const settle = (hasEnded: boolean): void => {
    if (isSettled || routed === undefined) return;
    isSettled = true;
    signal?.removeEventListener("abort", aborted);
    const attempts = run?.attempts() ?? [];
    switch (run?.cache) {
      case undefined:
        if (source === undefined || (hasEnded && attempts.length === 0)) routes.release(routed);
        if (run !== undefined) routes.settle(routed, attempts);
        break;
      case "hit":
      case "shared":
        routes.release(routed);
        break;
      case "miss":
      // What others may read too is settled where it is carried out, once.
    }
  };
  // A reader that has aborted may never come back. The run's attempts end by the same signal, maybe
  // after this.
  const aborted = (): void => queueMicrotask(() => settle(false));

  const open = async (): Promise<AsyncIterator<RunEvent> | undefined> => {
    if (run === undefined) {
      const chosen = await routes.resolve({ ...request, id });
      routed = chosen.routed;
      if (hasLeft) return undefined;
      run = inner.run(chosen);
    }
    signal?.addEventListener("abort", aborted, { once: true });
    source = run[Symbol.asyncIterator]() as AsyncIterator<RunEvent>;
    return source;
  };

  const iterator: AsyncIterator<RunEvent, undefined> = {
    async next() {
      opening ??= open();
      try {
        const result = await (await opening)?.next();
        if (result !== undefined && result.done !== true) return result;
      } catch (thrown) {
        settle(true);
        throw thrown;
      }
      settle(true);
      return { done: true, value: undefined };
    },
    async return() {
      hasLeft = true;
      const left = source?.return?.();
      settle(false);
      await left;
      return { done: true, value: undefined };
    },
  };
  return {
    id,
    get model() {
      return run?.model ?? request.model ?? `dynamic/${request.route}`;
    },
    get cache() {
      return run?.cache;
    },
    get route() {
      if (run === undefined || routed === undefined) return undefined;
      return routeTaken(routed, run.model);
    },
    attempts: () => run?.attempts() ?? [],
    [Symbol.asyncIterator]: () => iterator as AsyncIterator<TaskEvent[T]>,
  };
}
