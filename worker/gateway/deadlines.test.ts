import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withDeadlines } from "./deadlines.ts";

/** A source whose events come when the test says so. */
function source() {
  const given: ((value: IteratorResult<string>) => void)[] = [];
  let signal: AbortSignal | undefined;
  return {
    start(upstream: AbortSignal): AsyncIterable<string> {
      signal = upstream;
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise((resolve) => given.push(resolve)),
        }),
      };
    },
    give: (value: string) => given.shift()?.({ done: false, value }),
    end: () => given.shift()?.({ done: true, value: undefined }),
    get aborted() {
      return signal?.aborted === true;
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const watch = (from: ReturnType<typeof source>): AsyncGenerator<string> =>
  withDeadlines({
    start: (signal) => from.start(signal),
    firstEventMs: 1_000,
    stallMs: 200,
    provider: "some",
  });

describe("withDeadlines", () => {
  it("G14: the first event has a time of its own", async () => {
    const from = source();
    const events = watch(from);
    const first = events.next();
    await vi.advanceTimersByTimeAsync(999);
    from.give("well");
    expect(await first).toEqual({ done: false, value: "well" });
    const second = expect(events.next()).rejects.toMatchObject({ code: "timeout" });
    await vi.advanceTimersByTimeAsync(200);
    await second;
    expect(from.aborted).toBe(true);
  });

  it("G15: the time that a reader takes doesn't count", async () => {
    const from = source();
    const events = watch(from);
    const first = events.next();
    from.give("well");
    await first;
    await vi.advanceTimersByTimeAsync(60_000);
    const second = events.next();
    from.give("then");
    expect(await second).toEqual({ done: false, value: "then" });
    const last = events.next();
    from.end();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  it("G17: leaves no timer behind", async () => {
    const from = source();
    const events = watch(from);
    const first = events.next();
    from.give("well");
    await first;
    await events.return(undefined);
    expect(vi.getTimerCount()).toBe(0);
    expect(from.aborted).toBe(true);
  });
});
