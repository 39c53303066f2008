import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../providers/registry.ts";
import { capabilities, catalog, entryOf, find, servers } from "./catalog.ts";

describe("what is in the catalog", () => {
  it("K2: has 150 models of 20 providers, all of them in the registry", () => {
    const providers = new Set(catalog().map(({ provider }) => provider));
    expect(catalog().length).toBeGreaterThanOrEqual(150);
    expect(providers.size).toBeGreaterThanOrEqual(20);
    const registered = new Set(PROVIDERS.map(({ name }) => name));
    expect([...providers].filter((name) => !registered.has(name))).toEqual([]);
  });

  it("K3: every price is dated and sourced, and 0 only on one's own machine", () => {
    for (const { provider, model, price, source, date } of catalog()) {
      expect([source, date], `${provider}/${model}`).not.toContain("");
      if (price === undefined) continue;
      expect(price.source, `${provider}/${model}`).not.toBe("");
      expect(price.date, `${provider}/${model}`).toMatch(/^20\d\d-\d\d(-\d\d)?$/);
      const free = Object.values(price).includes(0);
      expect(free, `${provider}/${model}`).toBe(provider === "local");
    }
  });

  it("K3: a price that no source has is absent", () => {
    expect(entryOf("nvidia", "meta/llama-3.3-70b-instruct")).toBeDefined();
    expect(entryOf("nvidia", "meta/llama-3.3-70b-instruct")?.price).toBeUndefined();
  });
});

describe("looking up", () => {
  it("K4: finds a provider's model", () => {
    expect(find("openai/gpt-4.1-mini")).toMatchObject([
      { provider: "openai", model: "gpt-4.1-mini", canonical: "gpt-4.1-mini", task: "text" },
    ]);
    expect(find("groq/openai/gpt-oss-120b")).toHaveLength(1);
  });

  it("K4: finds the undated entry by a dated id", () => {
    expect(find("openai/gpt-4.1-mini-2025-04-14")).toEqual(find("openai/gpt-4.1-mini"));
    expect(entryOf("anthropic", "claude-sonnet-4-6-20260101")?.model).toBe("claude-sonnet-4-6");
  });

  it("K4: finds nothing where there is nothing", () => {
    expect([find("openai/no-such"), find("nobody/gpt-4.1"), find("no-such"), find("")]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(find("constructor")).toEqual([]);
  });

  it("K5: one name finds every provider's entry of the same model", () => {
    const names = servers("llama-3.3-70b-instruct").map((at) => `${at.provider}/${at.model}`);
    expect(names).toEqual(
      expect.arrayContaining([
        "groq/llama-3.3-70b-versatile",
        "together/meta-llama/Llama-3.3-70B-Instruct-Turbo",
        "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
        "openrouter/meta-llama/llama-3.3-70b-instruct",
        "ovhcloud/Meta-Llama-3_3-70B-Instruct",
      ]),
    );
    expect(find("Llama-3.3-70B-Instruct")).toEqual(servers("llama-3.3-70b-instruct"));
    expect(new Set(find("gpt-4.1").map(({ provider }) => provider))).toEqual(
      new Set(["openai", "openrouter"]),
    );
    expect(servers("claude-opus-4-6").map(({ provider }) => provider)).toEqual([
      "anthropic",
      "openrouter",
    ]);
  });

  it("K9: tells what a model can do, what it can't, and what nobody knows", () => {
    expect(capabilities("openai", "gpt-4.1")).toMatchObject({ vision: true, tools: true });
    expect(capabilities("groq", "llama-3.3-70b-versatile")).toMatchObject({ vision: false });
    expect(capabilities("local", "moonshine-tiny")).toEqual({ languages: ["en"] });
    expect(capabilities("openai", "no-such")).toEqual({});
  });
});
