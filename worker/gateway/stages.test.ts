import { describe, expect, it } from "vitest";
import type { AppError } from "../../shared/errors/app-error.ts";
import { COMPATIBLE_ROWS } from "./providers/openai-compatible/rows.ts";
import { PROVIDER_VARIABLES, PROVIDERS } from "./providers/registry.ts";
import { modelsAsked, resolveStage, resolveStages } from "./stages.ts";
import { plan } from "./plan.ts";

const AI = { run: () => Promise.reject(new Error("not called")) };

function refusal(env: object, models = {}): AppError {
  try {
    resolveStages(env, models);
  } catch (thrown) {
    return thrown as AppError;
  }
  throw new Error("It was not refused.");
}

describe("resolveStages", () => {
  it("G1: a stage's variable chooses its model", () => {
    const env = { PARLEY_THINK: " openrouter/openai/gpt-4.1 ", OPENROUTER_API_KEY: "k", AI };
    expect(resolveStage("think", env)).toEqual({
      model: "openrouter/openai/gpt-4.1",
      why: "PARLEY_THINK names it.",
    });
  });

  it("Y30: a variable or an agent may name a dynamic route", () => {
    const stages = resolveStages({ PARLEY_THINK: "dynamic/support" }, { see: "dynamic/eyes" });
    expect(stages.think).toEqual({
      model: "dynamic/support",
      why: "PARLEY_THINK names this dynamic route.",
    });
    expect(stages.see).toEqual({
      model: "dynamic/eyes",
      why: "The agent names this dynamic route.",
    });
  });

  it("Y30: a route without a name is refused by the variable's", () => {
    expect(refusal({ PARLEY_SPEAK: "dynamic/" })).toMatchObject({
      code: "bad_input",
      field: "PARLEY_SPEAK",
    });
  });

  it("G1: of several models each stands in for those before it", () => {
    const env = { PARLEY_THINK: "ollama/llama3.2:3b, local/small", AI };
    expect(resolveStage("think", env)).toEqual({
      model: "ollama/llama3.2:3b",
      why: "PARLEY_THINK names it. local/small may stand in.",
    });
    const names = (plan({ task: "text" }, env) as readonly { name: string }[]).map(
      ({ name }) => name,
    );
    expect(names).toEqual(["ollama/llama3.2:3b", "local/small"]);
    expect(modelsAsked(["a/b", "c/d"])).toEqual({ model: "a/b", models: ["c/d"] });
    expect(modelsAsked("a/b")).toEqual({ model: "a/b" });
    expect(modelsAsked(undefined)).toEqual({});
    expect(refusal({ PARLEY_THINK: "ollama/a,dynamic/b" })).toMatchObject({
      field: "PARLEY_THINK",
    });
    expect(refusal({ PARLEY_THINK: "ollama/a,nobody/b" })).toMatchObject({ field: "PARLEY_THINK" });
  });

  it("G1: an Ollama on the same machine serves by one line", () => {
    expect(resolveStage("think", { PARLEY_THINK: "ollama/llama3.2:3b" }).model).toBe(
      "ollama/llama3.2:3b",
    );
  });

  it("G2: the first provider with a key that has a default serves", () => {
    const env = { MISTRAL_API_KEY: "m", GROQ_API_KEY: "g", AI };
    const stages = resolveStages(env);
    expect(stages.think).toEqual({
      model: "groq/openai/gpt-oss-20b",
      why: "GROQ_API_KEY is set.",
    });
    expect(stages.see.model).toMatch(/^mistral\//);
    expect(stages.speak.model).toBe("workers-ai/@cf/deepgram/aura-1");
  });

  it("G2: one key of OpenAI serves all stages", () => {
    const models = Object.values(resolveStages({ OPENAI_API_KEY: "k" })).map((s) => s.model);
    expect(models.every((model) => model.startsWith("openai/"))).toBe(true);
  });

  it("G2: an empty key is no key", () => {
    expect(resolveStage("think", { OPENAI_API_KEY: "  " }).model).toMatch(/^local\//);
  });

  it("G3: Workers AI serves where it is bound and no key is set", () => {
    expect(resolveStage("listen", { AI })).toEqual({
      model: "workers-ai/@cf/openai/whisper-large-v3-turbo",
      why: "The binding AI is there.",
    });
  });

  it("G4: the embedded server serves otherwise, whatever addresses are set", () => {
    const stages = resolveStages({ OLLAMA_URL: "http://127.0.0.1:11434" });
    for (const stage of Object.values(stages)) {
      expect(stage.model).toMatch(/^local\/[\w.-]+$/);
      expect(stage.why).toContain("embedded");
    }
  });

  it.each([
    ["PARLEY_THINK", "gpt-4", /provider\/model.*openai.*workers-ai.*ollama/],
    ["PARLEY_THINK", "/gpt-4", /provider\/model/],
    ["PARLEY_THINK", "openai/", /provider\/model/],
    ["PARLEY_LISTEN", "opnai/whisper-1", /no such provider; known for speech-to-text are openai/],
    ["PARLEY_SPEAK", "deepseek/x", /provider deepseek does no text-to-speech/],
    ["PARLEY_SEE", "openai/gpt-4.1", /provider openai needs OPENAI_API_KEY, which is not set/],
    ["PARLEY_THINK", "workers-ai/@cf/x", /needs the binding AI/],
    ["PARLEY_THINK", "compatible/x", /needs PARLEY_COMPATIBLE_URL/],
  ])("G5: %s=%s is refused by name", (variable, value, message) => {
    const error = refusal({ [variable]: value });
    expect(error.code).toBe("bad_input");
    expect(error.field).toBe(variable);
    expect(error.message).toMatch(new RegExp(`^${variable}: `));
    expect(error.message).toMatch(message);
  });

  it("G6: what an agent names comes first", () => {
    const env = { PARLEY_THINK: "ollama/a", PARLEY_SPEAK: "local/flite" };
    const stages = resolveStages(env, { think: "ollama/b" });
    expect(stages.think).toEqual({ model: "ollama/b", why: "The agent names it." });
    expect(stages.speak.model).toBe("local/flite");
    expect(refusal(env, { think: "nobody/b" }).field).toBe("models.think");
  });
});

describe("the table of providers", () => {
  it("names every provider once", () => {
    const names = PROVIDERS.map((provider) => provider.name);
    expect(new Set(names).size).toBe(names.length);
    expect(PROVIDER_VARIABLES).toContain("OPENAI_API_KEY");
    expect(PROVIDER_VARIABLES).toContain("PARLEY_COMPATIBLE_URL");
  });

  it("G20: a default model for images is one that sees", () => {
    const defaults = PROVIDERS.flatMap((provider) => {
      const model = provider.tasks["image-to-text"];
      return typeof model === "string" && provider.name !== "local"
        ? [[provider, model] as const]
        : [];
    });
    expect(defaults.length).toBeGreaterThan(3);
    const blind = defaults.filter(([provider, model]) => !provider.sees(model));
    expect(blind.map(([provider]) => provider.name)).toEqual([]);
  });

  it("reads every row's variables by their own names", () => {
    const odd = COMPATIBLE_ROWS.filter(
      (row) =>
        !/^[A-Z_]+_URL$/.test(row.urlVariable) || !/^[A-Z_]+_(KEY|TOKEN)$/.test(row.keyVariable),
    );
    expect(odd).toEqual([]);
  });
});
