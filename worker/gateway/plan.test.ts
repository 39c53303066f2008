import { describe, expect, it } from "vitest";
import { servers } from "./catalog/catalog.ts";
import { BREAKER_FAILURES, observe, UNKNOWN_HEALTH } from "./health.ts";
import type { ModelHealth } from "./health.ts";
import type { PlanRequest } from "./plan.ts";
import { plan } from "./plan.ts";
import type { PlanKnowledge } from "./plan-order.ts";
import type { RoutedAttempt, RoutedPlan } from "./routes/routed-plan.ts";
import { seededRandom } from "../../shared/testing/seeded-random.ts";

const MODEL = "llama-3.3-70b-instruct";
const KEYS = { GROQ_API_KEY: "g", TOGETHER_API_KEY: "t", OPENROUTER_API_KEY: "r" };
const ALIKE = ["groq", "together", "openrouter"] as const;

/** The id by which a provider knows the model that several serve. */
function idAt(provider: string): string {
  const entry = servers(MODEL).find((one) => one.provider === provider);
  if (entry === undefined) throw new Error(`${provider} does not serve ${MODEL}.`);
  return `${provider}/${entry.model}`;
}

function knowing(health: Record<string, ModelHealth> = {}, seed = 1): PlanKnowledge {
  return { health: (name) => health[name] ?? UNKNOWN_HEALTH, now: 0, random: seededRandom(seed) };
}

const names = (
  request: Partial<PlanRequest>,
  env: object = KEYS,
  knowledge = knowing(),
): string[] => plan({ task: "text", ...request }, env, knowledge).map(({ name }) => name);

const withLatency = (ms: number): ModelHealth =>
  observe(UNKNOWN_HEALTH, { type: "first-token", ms }, 0, 0);
const open = Array.from({ length: BREAKER_FAILURES }).reduce<ModelHealth>(
  (health) => observe(health, { type: "failed", code: "timeout", begun: false }, 0, 0),
  UNKNOWN_HEALTH,
);

describe("who may be asked", () => {
  it("G27: a named model is served by its provider, then by others that serve the same", () => {
    const [first, ...rest] = names({ model: idAt("together") });
    expect(first).toBe(idAt("together"));
    expect(rest.toSorted()).toEqual([idAt("groq"), idAt("openrouter")]);
  });

  it("G27: another model only where it is listed", () => {
    const env = { OPENAI_API_KEY: "o", GROQ_API_KEY: "g" };
    expect(names({ model: "openai/gpt-4.1" }, env)).toEqual(["openai/gpt-4.1"]);
    expect(names({ models: ["openai/gpt-4.1", idAt("groq")] }, env)).toEqual([
      "openai/gpt-4.1",
      idAt("groq"),
    ]);
    expect(names({ model: idAt("groq"), models: ["openai/gpt-4.1"] }, env)).toEqual([
      idAt("groq"),
      "openai/gpt-4.1",
    ]);
  });

  it("G27: nobody is asked twice", () => {
    expect(
      names({ models: ["openai/gpt-4.1", "openai/gpt-4.1"] }, { OPENAI_API_KEY: "o" }),
    ).toEqual(["openai/gpt-4.1"]);
  });

  it("G28: a bare name means every provider that serves it and can be called", () => {
    expect(names({ model: MODEL }).toSorted()).toEqual(ALIKE.map(idAt).toSorted());
    expect(names({ model: MODEL }, { GROQ_API_KEY: "g" })).toEqual([idAt("groq")]);
  });

  it("G28: one provider serves a model once, whatever its dated names", () => {
    expect(names({ model: "claude-haiku-4-5" }, { ANTHROPIC_API_KEY: "a" })).toEqual([
      "anthropic/claude-haiku-4-5",
    ]);
  });

  it("G28: somebody else's key for the same model will do", () => {
    expect(names({ model: idAt("groq") }, { TOGETHER_API_KEY: "t" })).toEqual([idAt("together")]);
  });

  it("G28: without `fallback` one model is asked", () => {
    const options = { fallback: false };
    expect(names({ model: idAt("groq"), options })).toEqual([idAt("groq")]);
    expect(names({ model: MODEL, options })).toHaveLength(1);
    expect(
      names({ models: ["openai/gpt-4.1", MODEL], options }, { OPENAI_API_KEY: "o", ...KEYS }),
    ).toEqual(["openai/gpt-4.1"]);
  });

  it.each([
    ["a name that nobody knows", { model: "no-such-model" }, "model"],
    ["a model whose providers have no key here", { model: MODEL }, "model"],
    ["a provider that isn't there", { models: ["openai/gpt-4.1", "nobody/x"] }, "models.1"],
    ["another task's model", { model: "openai/gpt-4o-mini-tts" }, "model"],
    ["a model that doesn't embed", { task: "embedding", model: "openai/gpt-4.1" }, "model"],
  ] as const)("G30: %s is refused", (_, request, field) => {
    expect(() => names(request, { OPENAI_API_KEY: "o" })).toThrow(
      expect.objectContaining({ code: "bad_input", field }),
    );
  });

  it("G30: no model where no key has a default is refused", () => {
    expect(() => names({ task: "embedding" }, {})).toThrow(
      expect.objectContaining({ code: "bad_input", field: "model" }),
    );
  });

  it("G20: a model that can't see is left out where there are pictures", () => {
    const env = { OPENAI_API_KEY: "o", GROQ_API_KEY: "g" };
    const models = [idAt("groq"), "openai/gpt-4.1"];
    expect(names({ models, hasImages: true }, env)).toEqual(["openai/gpt-4.1"]);
    expect(() => names({ model: idAt("groq"), hasImages: true }, env)).toThrow(
      expect.objectContaining({ code: "unsupported", field: "messages" }),
    );
  });
});

describe("in which order", () => {
  it("G29: of two drawn at random the quicker one comes first", () => {
    const health = {
      [idAt("groq")]: withLatency(900),
      [idAt("together")]: withLatency(100),
      [idAt("openrouter")]: withLatency(500),
    };
    const firsts = Array.from(
      { length: 300 },
      (_, seed) => names({ model: MODEL }, KEYS, knowing(health, seed))[0],
    );
    const share = (provider: string): number =>
      firsts.filter((name) => name === idAt(provider)).length / firsts.length;
    // Of three pairs two have the quickest in them, and none is won by the slowest.
    expect(share("together")).toBeGreaterThan(0.55);
    expect(share("openrouter")).toBeGreaterThan(0.2);
    expect(share("groq")).toBe(0);
  });

  it("G29: the cheapest first", () => {
    const prices = names({ model: MODEL, options: { order: "cost" } }).map((name) => {
      const entry = servers(MODEL).find((one) => `${one.provider}/${one.model}` === name);
      return 3 * (entry?.price?.input ?? Infinity) + (entry?.price?.output ?? Infinity);
    });
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(new Set(prices).size).toBeGreaterThan(1);
  });

  it("G29: by weight", () => {
    const weights = { [idAt("groq")]: 8, [idAt("together")]: 2, [idAt("openrouter")]: 0 };
    const options = { order: "weight", weights } as const;
    const firsts = Array.from(
      { length: 500 },
      (_, seed) => names({ model: MODEL, options }, KEYS, knowing({}, seed))[0],
    );
    const share = (provider: string): number =>
      firsts.filter((name) => name === idAt(provider)).length / firsts.length;
    expect(share("groq")).toBeGreaterThan(0.72);
    expect(share("groq")).toBeLessThan(0.88);
    expect(share("openrouter")).toBe(0);
  });

  it("G29: as listed", () => {
    const options = { order: "listed" } as const;
    const health = { [idAt("openrouter")]: withLatency(9_000) };
    expect(names({ model: MODEL, options }, KEYS, knowing(health))).toEqual(
      ALIKE.map(idAt).toSorted(),
    );
  });

  it("G29: a model whose breaker is open comes last, and is asked when there is no other", () => {
    const health = { [idAt("groq")]: open };
    expect(names({ model: idAt("groq") }, KEYS, knowing(health)).at(-1)).toBe(idAt("groq"));
    expect(names({ model: idAt("groq") }, { GROQ_API_KEY: "g" }, knowing(health))).toEqual([
      idAt("groq"),
    ]);
    const options = { fallback: false };
    expect(names({ model: idAt("groq"), options }, KEYS, knowing(health))).toEqual([idAt("groq")]);
    expect(names({ model: MODEL, options }, KEYS, knowing(health))).not.toEqual([idAt("groq")]);
  });
});

describe("what a route decided", () => {
  const routed = (...attempts: readonly Partial<RoutedAttempt>[]): RoutedPlan => ({
    route: "r",
    version: 1,
    attempts: attempts.map((attempt, at) => ({
      element: `e${at}`,
      model: "openai/gpt-4.1",
      reason: "",
      counters: [],
      ...attempt,
    })),
  });

  it("Y21: a named provider is asked and nobody else, with the element's time and tries", () => {
    const decided = routed({ model: idAt("together"), timeoutMs: 900, tries: 2 });
    const attempts = plan({ task: "text", routed: decided }, KEYS, knowing());
    expect(attempts).toMatchObject([{ name: idAt("together"), firstEventMs: 900, tries: 2 }]);
    expect(attempts).toHaveLength(1);
  });

  it("Y21: a bare model is asked everywhere, in the element's order", () => {
    const decided = routed({ model: MODEL, order: "listed" });
    const health = { [idAt("groq")]: withLatency(9_000) };
    expect(names({ routed: decided }, KEYS, knowing(health))).toEqual(ALIKE.map(idAt).toSorted());
  });

  it("Y21: what can't be called here is left out", () => {
    const decided = routed({ model: "openai/gpt-4.1" }, { model: idAt("groq") });
    expect(names({ routed: decided })).toEqual([idAt("groq")]);
    expect(() => names({ routed: decided }, {})).toThrow(
      expect.objectContaining({ code: "bad_input", field: "elements.e0" }),
    );
  });

  it("Y21: `fallback: false` asks the first one", () => {
    const decided = routed({ model: idAt("groq") }, { model: idAt("together") });
    expect(names({ routed: decided, options: { fallback: false } })).toEqual([idAt("groq")]);
  });
});
