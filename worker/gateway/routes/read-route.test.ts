import { describe, expect, it } from "vitest";
import {
  conditional,
  elementsOf,
  end,
  limit,
  model,
  percentage,
  start,
  to,
} from "../testing/route-elements.ts";
import { checkModels } from "./check-models.ts";
import { readRoute } from "./read-route.ts";
import { ROUTE_LIMITS } from "./route-limits.ts";

const MINI = model("mini", "openai/gpt-4.1-mini");

describe("routes", () => {
  it("Y1: reads every element", () => {
    const { start: first, elements } = readRoute(
      elementsOf(
        conditional("is-free", { "metadata.plan": "free" }, "split", "quota"),
        percentage("split", { "10%": "mini", "50%": "big", else: "mini" }, "metadata.user"),
        limit("quota", { limit: 100, interval: 3600, technique: "fixed" }, "big", "mini"),
        model("big", "anthropic/claude-opus-4-6", "mini", { timeout: 3000, retries: 2 }),
        MINI,
      ),
    );
    expect(first).toBe("start");
    expect([...elements.keys()]).toHaveLength(7);
    expect(elements.get("big")).toEqual({
      type: "model",
      id: "big",
      model: "anthropic/claude-opus-4-6",
      timeoutMs: 3000,
      tries: 3,
      order: undefined,
      success: "end",
      fallback: "mini",
    });
    expect(elements.get("quota")).toMatchObject({
      rate: { limitType: "count", limit: 100, intervalMs: 3_600_000, technique: "fixed" },
    });
    expect(elements.get("split")).toMatchObject({
      branches: [{ share: 10 }, { share: 50 }],
      rest: "mini",
    });
  });

  it("Y1: reads the names of Cloudflare's API as well", () => {
    const rate = {
      id: "quota",
      type: "rate",
      properties: { limitType: "cost", key: "metadata.user", limit: 2.5, window: 60 },
      outputs: { success: to("is-free"), fallback: to("end") },
    };
    const check = {
      id: "is-free",
      type: "conditional",
      properties: { conditions: { "metadata.plan": "free" } },
      outputs: { true: to("mini"), false: to("end") },
    };
    const route = readRoute([start("quota"), rate, check, MINI, { ...end, outputs: {} }]);
    expect(route.elements.get("quota")).toMatchObject({
      type: "rate_limit",
      rate: { limitType: "cost", limit: 2.5, intervalMs: 60_000, technique: "sliding" },
    });
    expect(route.elements.get("is-free")).toMatchObject({ condition: { type: "field" } });
  });

  it.each<[string, unknown, string]>([
    ["no list", {}, "elements"],
    ["no elements", [], "elements"],
    ["no id", [{ type: "start" }], "elements.0.id"],
    ["an id for headers to choke on", [{ id: "a\nb", type: "end" }], "elements.0.id"],
    ["no start", [MINI, end], "elements"],
    [
      "two starts",
      [start("mini"), { ...start("mini"), id: "two" }, MINI, end],
      "elements.two.type",
    ],
    ["one id twice", [start("mini"), MINI, MINI, end], "elements.mini.id"],
    ["an unknown type", elementsOf({ id: "x", type: "loop" }), "elements.x.type"],
    ["an unknown field", elementsOf({ ...MINI, color: 1 }), "elements.mini.color"],
    [
      "an unknown property",
      elementsOf(model("mini", "openai/x", undefined, { retrys: 1 })),
      "elements.mini.properties.retrys",
    ],
    [
      "too many retries",
      elementsOf(model("mini", "openai/x", undefined, { retries: 6 })),
      "elements.mini.properties.retries",
    ],
    [
      "no time",
      elementsOf(model("mini", "openai/x", undefined, { timeout: 0 })),
      "elements.mini.properties.timeout",
    ],
    ["a missing output", elementsOf({ ...MINI, outputs: {} }), "elements.mini.outputs.success"],
    [
      "a wrong condition",
      elementsOf(conditional("c", { "metadata.a": { $foo: 1 } }, "mini", "end"), MINI),
      "elements.c.properties.condition.metadata.a.$foo",
    ],
    [
      "no condition",
      elementsOf({ ...conditional("c", {}, "mini", "end"), properties: {} }, MINI),
      "elements.c.properties.condition",
    ],
    [
      "half a request",
      elementsOf(limit("l", { limit: 1.5 }, "mini"), MINI),
      "elements.l.properties.limit",
    ],
    [
      "a negative limit",
      elementsOf(limit("l", { limit: -1 }, "mini"), MINI),
      "elements.l.properties.limit",
    ],
    [
      "no interval",
      elementsOf(limit("l", { interval: undefined }, "mini"), MINI),
      "elements.l.properties.interval",
    ],
    [
      "a wrong key",
      elementsOf(limit("l", { key: "user" }, "mini"), MINI),
      "elements.l.properties.key",
    ],
  ])("Y2: %s", (_, elements, field) => {
    expect(() => readRoute(elements)).toThrow(
      expect.objectContaining({ code: "bad_input", field: expect.stringContaining(field) }),
    );
  });

  it("Y2: the message names the element", () => {
    expect(() => readRoute(elementsOf(limit("per-user", { limit: 1.5 }, "mini"), MINI))).toThrow(
      "Element per-user: properties.limit: it must be a whole number of requests.",
    );
  });

  it.each<[string, unknown, string]>([
    [
      "a missing target",
      elementsOf(model("mini", "openai/x", "gone")),
      "elements.mini.outputs.fallback",
    ],
    [
      "a circle",
      elementsOf(
        model("a", "openai/x", "b"),
        model("b", "openai/y", "c"),
        model("c", "openai/z", "a"),
      ),
      "elements.c.outputs.fallback",
    ],
    ["itself", elementsOf(model("a", "openai/x", "a")), "elements.a.outputs.fallback"],
    ["the start again", elementsOf(model("a", "openai/x", "start")), "elements.a.outputs.fallback"],
    ["an element that nothing leads to", elementsOf(MINI, model("b", "openai/y")), "elements.b.id"],
    [
      "a success that leads on",
      elementsOf({ ...model("a", "openai/x"), outputs: { success: to("mini") } }, MINI),
      "elements.a.outputs.success",
    ],
    ["no model", [start("end"), end], "elements.start.outputs.next"],
  ])("Y3: %s", (_, elements, field) => {
    expect(() => readRoute(elements)).toThrow(
      expect.objectContaining({ code: "bad_input", field }),
    );
  });

  it("Y3: an element may be reached on several ways, also very many", () => {
    const rungs = Array.from({ length: ROUTE_LIMITS.elements - 3 }, (_, at) =>
      conditional(`c${at}`, { "metadata.a": at }, `c${at + 1}`, `c${at + 1}`),
    );
    const last = model(`c${rungs.length}`, "openai/x");
    expect(readRoute(elementsOf(...rungs, last)).elements.size).toBe(ROUTE_LIMITS.elements);
  });

  it.each<[string, Record<string, string>, string]>([
    ["more than 100 %", { "60%": "mini", "50%": "mini" }, "outputs"],
    ["less without else", { "60%": "mini" }, "outputs.else"],
    [
      "six shares",
      {
        "1%": "mini",
        "2%": "mini",
        "3%": "mini",
        "4%": "mini",
        "5%": "mini",
        "6%": "mini",
        else: "mini",
      },
      "outputs",
    ],
    ["no shares", { else: "mini" }, "outputs"],
    ["a share of nothing", { "0%": "mini", else: "mini" }, "outputs.0%"],
    ["another name", { half: "mini", else: "mini" }, "outputs.half"],
  ])("Y4: %s", (_, outputs, field) => {
    expect(() => readRoute(elementsOf(percentage("p", outputs), MINI))).toThrow(
      expect.objectContaining({ field: `elements.p.${field}` }),
    );
  });

  it("Y5: a model that could never be asked", () => {
    const check = (name: string): void => checkModels(readRoute(elementsOf(model("m", name))));
    expect(() => check("nobody/x")).toThrow(
      expect.objectContaining({ field: "elements.m.properties.provider" }),
    );
    expect(() => check("dynamic/other")).toThrow(
      expect.objectContaining({ field: "elements.m.properties.provider" }),
    );
    expect(() => check("no-such-model")).toThrow(
      expect.objectContaining({ field: "elements.m.properties.model" }),
    );
    check("openai/made-tomorrow");
    check("llama-3.3-70b-instruct");
  });
});
