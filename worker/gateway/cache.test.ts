import { describe, expect, it } from "vitest";
import { AppError } from "../../shared/errors/app-error.ts";
import { createManualClock } from "../../shared/testing/manual-clock.ts";
import { createCachedGateway } from "./cache.ts";
import { GATEWAY_LIMITS } from "./limits.ts";
import type { RunEvent } from "./race-state.ts";
import type { Run, RunRequest } from "./run-types.ts";
import { createDrivenGateway } from "./testing/fake-gateway.ts";
import { createMemoryStore } from "./testing/memory-store.ts";

const INPUT = { messages: [{ role: "user", text: "Hello" }] } as const;
const SECOND_TICK = 20;

function setUp(limits: Partial<typeof GATEWAY_LIMITS> = {}) {
  const inner = createDrivenGateway();
  const clock = createManualClock();
  const store = createMemoryStore();
  const all = { ...GATEWAY_LIMITS, ...limits };
  const gateway = createCachedGateway(inner, { store, clock, limits: all });
  const ask = (request: Partial<RunRequest<"text">> = {}): Reader =>
    read(
      gateway.run({ task: "text", model: "a/m", input: INPUT, options: { cache: {} }, ...request }),
    );
  return { inner, clock, gateway, ask };
}

interface Reader {
  readonly run: Run<"text">;
  readonly events: RunEvent[];
  readonly done: Promise<unknown>;
  leave(): Promise<unknown>;
}

/** Reads a run as fast as it comes. */
function read(run: Run<"text">): Reader {
  const events: RunEvent[] = [];
  const iterator = run[Symbol.asyncIterator]();
  const done = (async () => {
    for (;;) {
      const result = await iterator.next();
      if (result.done === true) return;
      events.push(result.value);
    }
  })().catch((error: unknown) => error);
  return { run, events, done, leave: async () => iterator.return?.() };
}

/** Until everything that can happen without time has happened; digests take real turns. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < SECOND_TICK; turn++)
    await new Promise<void>((resolve) => void setTimeout(resolve, 0));
}

const words = ({ events }: Reader): string =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("");

describe("answers that are kept", () => {
  it("G45: the same request gets the same answer without asking, for its time", async () => {
    const { inner, clock, ask } = setUp();
    const first = ask();
    await quiet();
    inner.runs[0]?.text("Hi");
    inner.runs[0]?.finish();
    await first.done;
    expect(first.run.cache).toBe("miss");
    const second = ask();
    await second.done;
    expect([second.run.cache, second.run.model, second.run.attempts()]).toEqual([
      "hit",
      "driven/m",
      [],
    ]);
    expect(second.events).toEqual(first.events);
    expect(inner.runs).toHaveLength(1);
    clock.advance(GATEWAY_LIMITS.cacheSeconds * 1000);
    ask();
    await quiet();
    expect(inner.runs).toHaveLength(2);
  });

  it("G45: the time can be given", async () => {
    const { inner, clock, ask } = setUp();
    const options = { cache: { ttlSeconds: 10 } };
    const first = ask({ options });
    await quiet();
    inner.runs[0]?.finish();
    await first.done;
    clock.advance(9_999);
    expect((ask({ options }), await quiet(), inner.runs.length)).toBe(1);
    clock.advance(1);
    expect((ask({ options }), await quiet(), inner.runs.length)).toBe(2);
  });

  it.each([
    ["not asked for", {}],
    ["skipped", { cache: { skip: true } }],
    ["wanted for no time", { cache: { ttlSeconds: 0 } }],
  ])("G45: nothing is kept where it is %s", async (_, options) => {
    const { inner, ask } = setUp();
    for (const turn of [0, 1]) {
      const reader = ask({ options });
      await quiet();
      inner.runs[turn]?.finish();
      await reader.done;
    }
    expect(inner.runs).toHaveLength(2);
  });

  it.each(["length", "content-filter"] as const)(
    "G45: what ends by %s is not kept",
    async (why) => {
      const { inner, ask } = setUp();
      const first = ask();
      await quiet();
      inner.runs[0]?.finish(why);
      await first.done;
      ask();
      await quiet();
      expect(inner.runs).toHaveLength(2);
    },
  );

  it("G45: a failure is not kept", async () => {
    const { inner, ask } = setUp();
    const first = ask();
    await quiet();
    inner.runs[0]?.fail(new AppError("model_failed", "It failed."));
    expect(await first.done).toMatchObject({ code: "model_failed" });
    ask();
    await quiet();
    expect(inner.runs).toHaveLength(2);
  });
});

describe("answers that are shared", () => {
  it("G47: simultaneous requests share a run; who joins late gets all of it", async () => {
    const { inner, ask } = setUp();
    const first = ask();
    await quiet();
    inner.runs[0]?.text("one ");
    await quiet();
    const second = ask();
    await quiet();
    expect([first.run.cache, second.run.cache]).toEqual(["miss", "shared"]);
    expect(words(second)).toBe("one ");
    inner.runs[0]?.text("two");
    inner.runs[0]?.finish();
    await Promise.all([first.done, second.done]);
    expect(second.events).toEqual(first.events);
    expect([words(first), inner.runs.length]).toEqual(["one two", 1]);
  });

  it("G47: upstream goes on for the others, and is cancelled when all have left", async () => {
    const { inner, ask } = setUp();
    const first = ask();
    await quiet();
    const control = new AbortController();
    const second = ask({ signal: control.signal });
    await quiet();
    void first.leave();
    control.abort("enough");
    expect(await second.done).toMatchObject({ code: "aborted" });
    await quiet();
    expect(inner.runs[0]?.left).toBe(true);
  });

  it("G47: who aborts leaves the others alone", async () => {
    const { inner, ask } = setUp();
    const control = new AbortController();
    const first = ask({ signal: control.signal });
    await quiet();
    const second = ask();
    await quiet();
    control.abort();
    expect(await first.done).toMatchObject({ code: "aborted" });
    inner.runs[0]?.text("Hi");
    inner.runs[0]?.finish();
    await second.done;
    expect([words(second), inner.runs[0]?.left]).toEqual(["Hi", false]);
  });

  it("G47: all readers get its failure", async () => {
    const { inner, ask } = setUp();
    const readers = [ask(), ask()];
    await quiet();
    inner.runs[0]?.fail(new AppError("timeout", "It is late."));
    for (const { done } of readers) expect(await done).toMatchObject({ code: "timeout" });
    expect(inner.runs).toHaveLength(1);
  });

  it("G48: an answer that is too long can't be joined, and is not kept", async () => {
    const { inner, ask } = setUp({ cachedAnswerBytes: 1_000 });
    const first = ask();
    await quiet();
    inner.runs[0]?.text("x".repeat(2_000));
    await quiet();
    ask();
    await quiet();
    expect(inner.runs).toHaveLength(2);
    inner.runs[0]?.finish();
    await first.done;
    expect(words(first)).toHaveLength(2_000);
    ask();
    await quiet();
    expect(inner.runs).toHaveLength(2);
  });

  it("G48: all answers under way have so much memory together, which comes back", async () => {
    const { inner, ask } = setUp({ sharedAnswersBytes: 3_000 });
    const models = ["a/m", "b/m"];
    for (const [at, model] of models.entries()) {
      ask({ model });
      await quiet();
      inner.runs[at]?.text("x".repeat(1_000));
      await quiet();
    }
    const [joined, apart] = models.map((model) => ask({ model }));
    await quiet();
    expect([joined?.run.cache, apart?.run.cache, inner.runs.length]).toEqual(["shared", "miss", 3]);
    for (const run of inner.runs) run.finish();
    await joined?.done;
    const later = ask({ model: "c/m" });
    await quiet();
    inner.runs[3]?.text("x".repeat(1_000));
    await quiet();
    const also = ask({ model: "c/m" });
    await quiet();
    expect(also.run.cache).toBe("shared");
    inner.runs[3]?.finish();
    await later.done;
  });

  it("G48: a reader that doesn't read can't make it hold a long answer", async () => {
    const { inner, gateway, ask } = setUp({ cachedAnswerBytes: 1_000 });
    const slow = gateway.run({
      task: "text",
      model: "a/m",
      input: INPUT,
      options: { cache: {} },
    });
    const reading = slow[Symbol.asyncIterator]();
    const begun = reading.next();
    await quiet();
    const quick = ask();
    await quiet();
    inner.runs[0]?.text("first");
    await begun;
    for (let piece = 0; piece < 20; piece++) inner.runs[0]?.text("x".repeat(100));
    inner.runs[0]?.finish();
    await quick.done;
    expect(words(quick)).toHaveLength(2_005);
    await expect(reading.next()).rejects.toMatchObject({ code: "timeout" });
  });
});
