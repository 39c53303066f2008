import { describe, expect, it } from "vitest";
import { conditional, elementsOf, limit, model, percentage } from "../testing/route-elements.ts";
import { seededRandom } from "../../../shared/testing/seeded-random.ts";
import type { CounterAnswer, RouteContext, RouteOutcome } from "./evaluate-route.ts";
import { evaluateRoute } from "./evaluate-route.ts";
import { readRoute } from "./read-route.ts";
import type { WrittenElements } from "./route-book-client.ts";

function evaluate(elements: WrittenElements, context: Partial<RouteContext> = {}): RouteOutcome {
  const whole = {
    metadata: {},
    body: {},
    headers: {},
    random: 0.5,
    counters: new Map(),
    ...context,
  };
  return evaluateRoute(readRoute(elements), whole);
}

function models(outcome: RouteOutcome): string[] {
  if (outcome.type !== "models") throw new Error(outcome.type);
  return outcome.attempts.map(({ model: name }) => name);
}

const answers = (given: Record<string, "admitted" | "limited">): Map<string, CounterAnswer> =>
  new Map(
    Object.entries(given).map(([id, type]): [string, CounterAnswer] => [
      id,
      type === "admitted" ? { type, start: 0 } : { type, retryAfter: 7 },
    ]),
  );

const A = (fallback?: string): object => model("a", "openai/a", fallback);
const B = (fallback?: string): object => model("b", "openai/b", fallback);

describe("the way of a request", () => {
  it("Y13: conditions lead to models, with their time, tries and reason", () => {
    const route = elementsOf(
      conditional("is-free", { "metadata.plan": "free" }, "mini", "big"),
      model("mini", "groq/small", undefined, { timeout: 900, retries: 0 }),
      model("big", "anthropic/large", "mini", { order: "cost" }),
    );
    expect(evaluate(route, { metadata: { plan: "free" } })).toEqual({
      type: "models",
      attempts: [
        {
          element: "mini",
          model: "groq/small",
          timeoutMs: 900,
          tries: 1,
          reason: "is-free:true>mini",
          counters: [],
        },
      ],
    });
    const paid = evaluate(route);
    expect(models(paid)).toEqual(["anthropic/large", "groq/small"]);
    expect(paid).toMatchObject({
      attempts: [
        { order: "cost", reason: "is-free:false>big" },
        { reason: "is-free:false>big:fallback>mini" },
      ],
    });
  });

  it("Y13: a fallback may decide again", () => {
    const route = elementsOf(
      A("again"),
      conditional("again", { "body.stream": true }, "b", "end"),
      B(),
    );
    expect(models(evaluate(route, { body: { stream: true } }))).toEqual(["openai/a", "openai/b"]);
    expect(models(evaluate(route))).toEqual(["openai/a"]);
  });

  it("Y16: a way without a model", () => {
    const route = elementsOf(conditional("c", { "metadata.ok": true }, "a", "end"), A());
    expect(evaluate(route)).toEqual({ type: "none", reason: "c:false" });
  });

  it("Y11: the same input leads the same way, and nothing is met twice", () => {
    const rungs = Array.from({ length: 20 }, (_, at) =>
      percentage(`p${at}`, { "50%": `p${at + 1}`, else: `p${at + 1}` }),
    );
    const route = elementsOf(...rungs, model("p20", "openai/a"));
    for (let seed = 0; seed < 50; seed++) {
      const random = seededRandom(seed)();
      const [one, two] = [evaluate(route, { random }), evaluate(route, { random })];
      expect(one).toEqual(two);
      if (one.type !== "models") throw new Error(one.type);
      const ids = one.attempts[0]?.reason.split(">").map((step) => step.split(":")[0]);
      expect(new Set(ids).size).toBe(21);
    }
  });
});

describe("percentages", () => {
  const split = (key?: string): WrittenElements =>
    elementsOf(
      percentage("p", { "10%": "a", "30%": "b", else: "c" }, key),
      A(),
      B(),
      model("c", "openai/c"),
    );
  const share = (outcomes: readonly RouteOutcome[], name: string): number =>
    outcomes.filter((one) => models(one)[0] === name).length / outcomes.length;

  it("Y12: a share gets as many as it says", () => {
    const random = seededRandom(1);
    const outcomes = Array.from({ length: 10_000 }, () => evaluate(split(), { random: random() }));
    expect(share(outcomes, "openai/a")).toBeCloseTo(0.1, 1);
    expect(Math.abs(share(outcomes, "openai/a") - 0.1)).toBeLessThan(0.015);
    expect(Math.abs(share(outcomes, "openai/b") - 0.3)).toBeLessThan(0.02);
  });

  it("Y12: with a key all requests of a value go one way, and values spread", () => {
    const outcomes = Array.from({ length: 10_000 }, (_, user) => {
      const metadata = { user };
      const [one, two] = [0.1, 0.9].map((random) =>
        evaluate(split("metadata.user"), { metadata, random }),
      ) as [RouteOutcome, RouteOutcome];
      expect(one).toEqual(two);
      return one;
    });
    expect(Math.abs(share(outcomes, "openai/a") - 0.1)).toBeLessThan(0.015);
    expect(Math.abs(share(outcomes, "openai/b") - 0.3)).toBeLessThan(0.02);
  });

  it("Y12: elements split apart from each other", () => {
    const route = elementsOf(
      percentage("first", { "50%": "second", else: "second" }, "metadata.user"),
      percentage("second", { "50%": "a", else: "b" }, "metadata.user"),
      A(),
      B(),
    );
    const ways = new Map<string, number>();
    for (let user = 0; user < 4000; user++) {
      const outcome = evaluate(route, { metadata: { user } });
      const reason = outcome.type === "models" ? (outcome.attempts[0]?.reason ?? "") : "";
      ways.set(reason, (ways.get(reason) ?? 0) + 1);
    }
    expect(ways.size).toBe(4);
    for (const count of ways.values()) expect(Math.abs(count / 4000 - 0.25)).toBeLessThan(0.03);
  });

  it("Y12: without the key's value chance decides", () => {
    const random = seededRandom(2);
    const outcomes = Array.from({ length: 300 }, () =>
      evaluate(split("metadata.user"), { random: random() }),
    );
    expect(new Set(outcomes.map((one) => models(one)[0])).size).toBe(3);
  });

  it("Y12: shares of a third leave nobody out", () => {
    const route = elementsOf(
      percentage("p", { "33.3%": "a", "33.4%": "b", "33.30%": "c" }),
      A(),
      B(),
      model("c", "openai/c"),
    );
    const random = seededRandom(4);
    for (let round = 0; round < 2000; round++)
      expect(models(evaluate(route, { random: random() }))).toHaveLength(1);
  });
});

describe("rate limits", () => {
  const route = elementsOf(limit("quota", {}, "a", "b"), A(), B());
  const strict = elementsOf(limit("quota", {}, "a"), A());

  it("Y14: it says which counter to ask", () => {
    expect(evaluate(route, { metadata: { user: "u1" } })).toEqual({
      type: "asks",
      take: true,
      counter: {
        element: "quota",
        key: '"u1"',
        limitType: "count",
        limit: 1,
        intervalMs: 60_000,
        technique: "sliding",
      },
    });
    expect(evaluate(route)).toMatchObject({ counter: { key: "null" } });
    // The number 1 is not the text "1".
    expect(evaluate(route, { metadata: { user: 1 } })).toMatchObject({ counter: { key: "1" } });
  });

  it("Y14: its answer leads on", () => {
    const passed = evaluate(route, { counters: answers({ quota: "admitted" }) });
    expect(passed).toMatchObject({
      attempts: [{ reason: "quota:success>a", counters: [{ element: "quota", taken: true }] }],
    });
    const limited = evaluate(route, { counters: answers({ quota: "limited" }) });
    expect(limited).toMatchObject({ attempts: [{ reason: "quota:fallback>b", counters: [] }] });
  });

  it("Y14: without a fallback it ends there", () => {
    expect(evaluate(strict, { counters: answers({ quota: "limited" }) })).toEqual({
      type: "limited",
      element: "quota",
      retryAfter: 7,
    });
  });

  it("Y14, Y15: behind a model it is looked at, and when it is reached there is no further model", () => {
    const behind = elementsOf(A("quota"), limit("quota", {}, "b"), B());
    expect(evaluate(behind)).toMatchObject({ type: "asks", take: false });
    expect(models(evaluate(behind, { counters: answers({ quota: "limited" }) }))).toEqual([
      "openai/a",
    ]);
    expect(evaluate(behind, { counters: answers({ quota: "admitted" }) })).toMatchObject({
      attempts: [{ counters: [] }, { counters: [{ element: "quota", taken: false }] }],
    });
  });
});
