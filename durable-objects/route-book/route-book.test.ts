import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { CounterAnswer } from "../../worker/gateway/routes/evaluate-route.ts";
import type { RouteDetail } from "../../worker/gateway/routes/route-book-client.ts";
import type { RouteCounter } from "../../worker/gateway/routes/routed-plan.ts";
import type { Answer } from "../../worker/gateway/runner-client.ts";
import { elementsOf, model } from "../../worker/gateway/testing/route-elements.ts";
import { ROUTE_BOOK_LIMITS } from "./route-book-limits.ts";
import type { RouteBook } from "./route-book.ts";

let books = 0;

/** A book of its own for each test. */
function newBook(): DurableObjectStub<RouteBook> {
  const { ROUTE_BOOK: namespace } = env as unknown as {
    ROUTE_BOOK: DurableObjectNamespace<RouteBook>;
  };
  return namespace.getByName(`test-${books++}`);
}

const MINI = elementsOf(model("mini", "openai/gpt-4.1-mini"));
const BIG = elementsOf(model("big", "openai/gpt-4.1"));

async function value(answer: Promise<Answer<RouteDetail>>): Promise<RouteDetail> {
  const given = await answer;
  if (!given.ok) throw new Error(given.error.message);
  return given.value;
}

async function field(answer: Promise<Answer<unknown>>): Promise<string | undefined> {
  const given = await answer;
  return given.ok ? "it was taken" : (given.error.field ?? given.error.code);
}

const counter = (rest: Partial<RouteCounter> = {}): RouteCounter => ({
  element: "quota",
  key: '"u1"',
  limitType: "count",
  limit: 3,
  // So long that no window ends during a test.
  intervalMs: 31 * 24 * 3600 * 1000,
  technique: "fixed",
  ...rest,
});
const admitted = (answers: readonly CounterAnswer[]): number =>
  answers.filter(({ type }) => type === "admitted").length;

describe("routes and their versions", () => {
  it("Y25: the first version serves at once, a new one when it is activated, an old one again", async () => {
    const book = newBook();
    expect(await book.active("support")).toBeNull();
    const first = await value(book.create("support", MINI));
    expect(first).toMatchObject({ name: "support", active: 1, latest: 1, version: 1 });
    const second = await value(book.publish("support", BIG, false));
    expect(second).toMatchObject({ active: 1, latest: 2, version: 2, elements: BIG });
    expect(await book.active("support")).toEqual({ version: 1, elements: MINI });
    await value(book.activate("support", 2));
    expect(await book.active("support")).toEqual({ version: 2, elements: BIG });
    await value(book.activate("support", 1));
    expect(await book.active("support")).toEqual({ version: 1, elements: MINI });
    expect((await value(book.publish("support", BIG, true))).active).toBe(3);
    expect((await book.list()).map(({ name, active }) => [name, active])).toEqual([["support", 3]]);
  });

  it("Y25: the newest versions are kept, and the active one always", async () => {
    const book = newBook();
    await book.create("support", MINI);
    await runInDurableObject(book, async (instance: RouteBook) => {
      for (let more = 0; more < ROUTE_BOOK_LIMITS.versions + 5; more++)
        await instance.publish("support", BIG, false);
    });
    const { versions } = await value(book.read("support"));
    expect(versions).toHaveLength(ROUTE_BOOK_LIMITS.versions + 1);
    expect([versions[0]?.version, versions.at(-2)?.version, versions.at(-1)?.version]).toEqual([
      106, 7, 1,
    ]);
    expect(await field(book.activate("support", 3))).toBe("not_found");
  });

  it("Y26: what is written is read back, also with Cloudflare's names", async () => {
    const book = newBook();
    const elements = [
      { id: "s", name: "In", type: "start", outputs: { next: { elementId: "l" } } },
      {
        id: "l",
        type: "rate",
        properties: { limitType: "cost", key: "metadata.user", limit: 0.5, window: 60 },
        outputs: { success: { elementId: "mini" }, fallback: { elementId: "end" } },
      },
      ...MINI.slice(1),
    ];
    await value(book.create("support", elements));
    expect((await value(book.read("support"))).elements).toEqual(elements);
  });

  it("Y26: what isn't valid is not kept", async () => {
    const book = newBook();
    expect(await field(book.create("Support!", MINI))).toBe("name");
    expect(await field(book.create("support", MINI.slice(0, 2)))).toBe(
      "elements.mini.outputs.success",
    );
    expect(await field(book.create("support", elementsOf(model("m", "nobody/x"))))).toBe(
      "elements.m.properties.provider",
    );
    await value(book.create("support", MINI));
    expect(await field(book.create("support", BIG))).toBe("name");
    expect(await field(book.publish("support", [], true))).toBe("elements");
    expect((await value(book.read("support"))).latest).toBe(1);
  });

  it("Y27: a deleted route is gone with its counters, and its name is free", async () => {
    const book = newBook();
    await value(book.create("support", MINI));
    for (let time = 0; time < 3; time++) await book.ask("support", counter(), 1, true);
    expect(await book.ask("support", counter(), 1, true)).toMatchObject({ type: "limited" });
    expect(await book.remove("support")).toEqual({ ok: true, value: null });
    expect(await book.active("support")).toBeNull();
    expect(await field(book.read("support"))).toBe("not_found");
    expect(await field(book.remove("support"))).toBe("not_found");
    expect(await field(book.publish("support", MINI, true))).toBe("not_found");
    expect((await value(book.create("support", MINI))).version).toBe(1);
    expect(await book.ask("support", counter(), 1, true)).toMatchObject({ type: "admitted" });
  });
});

describe("counters", () => {
  it("Y19: exactly as many as the limit pass, however many ask at once", async () => {
    const book = newBook();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => book.ask("r", counter({ limit: 7 }), 1, true)),
    );
    expect(admitted(answers)).toBe(7);
    const [limited] = answers.filter((one) => one.type === "limited");
    expect(limited?.type === "limited" && limited.retryAfter).toBeGreaterThan(0);
    // Another value, element, unit or interval has a counter of its own.
    for (const other of [{ key: '"u2"' }, { element: "other" }, { intervalMs: 1e9 }])
      expect(await book.ask("r", counter({ limit: 7, ...other }), 1, true)).toMatchObject({
        type: "admitted",
      });
  });

  it("Y15: looking counts nothing, a charge does", async () => {
    const book = newBook();
    await book.create("r", MINI);
    for (let time = 0; time < 10; time++)
      expect(await book.ask("r", counter(), 1, false)).toMatchObject({ type: "admitted" });
    await book.charge("r", [{ counter: counter(), amount: 3 }]);
    expect(await book.ask("r", counter(), 1, false)).toMatchObject({ type: "limited" });
  });

  it("Y19: costs are limited in dollars", async () => {
    const book = newBook();
    await book.create("r", MINI);
    const cost = counter({ limitType: "cost", limit: 0.01 });
    const charge = (usd: number): Promise<void> =>
      book.charge("r", [{ counter: cost, amount: usd * 1e9 }]);
    await charge(0.009_999_999);
    expect(await book.ask("r", cost, 1, false)).toMatchObject({ type: "admitted" });
    expect(await book.ask("r", cost, 2, false)).toMatchObject({ type: "limited" });
    await charge(0.000_000_001);
    expect(await book.ask("r", cost, 1, true)).toMatchObject({ type: "limited" });
  });

  it("Y33: what attempts may cost is held, so that it fits however many ask at once", async () => {
    const book = newBook();
    await book.create("r", MINI);
    const cost = counter({ limitType: "cost", limit: 1 });
    const ask = (): Promise<CounterAnswer> => book.ask("r", cost, 3e8, true);
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    expect(admitted(answers)).toBe(3);
    // What they cost takes the place of it.
    const [held] = answers.filter((answer) => answer.type === "admitted");
    const start = held?.type === "admitted" ? held.start : 0;
    for (let time = 0; time < 3; time++)
      await book.charge("r", [{ counter: cost, amount: 1e8 - 3e8, start }]);
    expect(await book.ask("r", cost, 7e8, false)).toMatchObject({ type: "admitted" });
    expect(await book.ask("r", cost, 7e8 + 1, false)).toMatchObject({ type: "limited" });
  });

  it("Y33: what is given back belongs to the window in which it was held", async () => {
    const book = newBook();
    await book.create("r", MINI);
    const intervalMs = 31 * 24 * 3600 * 1000;
    const cost = counter({ limitType: "cost", limit: 1, technique: "sliding", intervalMs });
    const now = await book.ask("r", cost, 6e8, true);
    const start = now.type === "admitted" ? now.start : 0;
    const change = (amount: number, from: number): Promise<void> =>
      book.charge("r", [{ counter: cost, amount, start: from }]);
    const room = async (amount: number): Promise<boolean> =>
      (await book.ask("r", cost, amount, false)).type === "admitted";
    await change(-6e8, start - 2 * intervalMs);
    expect(await room(5e8)).toBe(false);
    await change(1e18, start - intervalMs);
    expect(await room(4e8)).toBe(false);
    await change(-2e18, start - intervalMs);
    expect(await room(4e8)).toBe(true);
    await change(-7e8, start);
    expect(await room(1e9)).toBe(true);
    expect(await room(1e9 + 1)).toBe(false);
  });

  it("Y20: counters live on through versions, and an object's end", async () => {
    const book = newBook();
    await value(book.create("r", MINI));
    for (let time = 0; time < 3; time++) await book.ask("r", counter(), 1, true);
    await value(book.publish("r", BIG, true));
    await runInDurableObject(book, (_, state) => state.abort("killed by a test")).catch(
      () => undefined,
    );
    const { ROUTE_BOOK: namespace } = env as unknown as {
      ROUTE_BOOK: DurableObjectNamespace<RouteBook>;
    };
    const again = namespace.getByName(`test-${books - 1}`);
    expect(await again.ask("r", counter(), 1, true)).toMatchObject({ type: "limited" });
    expect((await value(again.read("r"))).active).toBe(2);
  });

  it("Y20: rows go when they have no effect any more", async () => {
    const book = newBook();
    await book.ask("r", counter({ intervalMs: 1 }), 1, true);
    await book.ask("r", counter({ key: '"lasting"' }), 1, true);
    expect(await runDurableObjectAlarm(book)).toBe(true);
    const keys = await runInDurableObject(book, (_, { storage }) =>
      storage.sql.exec<{ key: string }>("SELECT key FROM counters").toArray(),
    );
    expect(keys).toEqual([{ key: '"lasting"' }]);
  });
});
