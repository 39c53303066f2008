import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppError } from "../../../shared/errors/app-error.ts";
import { collect, providerAnswer } from "../../../tests/fixtures/provider-answers.ts";
import type { ScriptedUpstream } from "../../../tests/fixtures/scripted-upstream.ts";
import { failing, inPieces, startUpstream } from "../../../tests/fixtures/scripted-upstream.ts";
import { createGateway } from "../gateway.ts";
import type { Gateway } from "../run-types.ts";
import { withOwnKeys } from "./own-keys.ts";

const OURS = "sk-our-secret";
const THEIRS = "sk-their-secret";
const ACCOUNT = "0123456789abcdef0123456789abcdef";

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

function run(
  gateway: Gateway,
  model: string,
  keys?: Record<string, string>,
): ReturnType<Gateway["run"]> {
  return gateway.run({
    task: "text",
    model,
    input: { messages: [{ role: "user", text: "Hello" }] },
    options: { fallback: false, attempts: 1, hedge: false, ...(keys && { keys }) },
  });
}

function refusal(keys: Record<string, string>, env: object = {}): AppError {
  try {
    withOwnKeys(env, keys);
  } catch (thrown) {
    return thrown as AppError;
  }
  throw new Error("It was not refused.");
}

describe("keys", () => {
  it("P12: a caller's key comes before ours, and for its provider alone", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 10_000));
    const gateway = createGateway({
      GROQ_API_KEY: OURS,
      GROQ_BASE_URL: upstream.url,
      MISTRAL_API_KEY: OURS,
      MISTRAL_BASE_URL: upstream.url,
    });
    await collect(run(gateway, "groq/a", { groq: THEIRS }));
    await collect(run(gateway, "mistral/a", { groq: THEIRS }));
    await collect(run(gateway, "groq/a"));
    expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${THEIRS}`,
      `Bearer ${OURS}`,
      `Bearer ${OURS}`,
    ]);
  });

  it("P12: with a caller's key, a provider that we have none for can be asked", async () => {
    upstream.play(inPieces(providerAnswer("anthropic-text.sse"), "text/event-stream", 10_000));
    const gateway = createGateway({ ANTHROPIC_BASE_URL: upstream.url });
    expect(() => run(gateway, "anthropic/claude-haiku-4-5")).toThrow(/ANTHROPIC_API_KEY/);
    await collect(run(gateway, "anthropic/claude-haiku-4-5", { anthropic: THEIRS }));
    expect(upstream.requests[0]?.headers["x-api-key"]).toBe(THEIRS);
  });

  it("P12: a Workers AI token that names its account comes before the binding", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 10_000));
    const AI = { run: () => Promise.reject(new Error("The binding was asked.")) };
    const gateway = createGateway({ AI, WORKERS_AI_BASE_URL: upstream.url });
    await collect(run(gateway, "workers-ai/@cf/a/b", { "workers-ai": `${ACCOUNT}:${THEIRS}` }));
    expect(upstream.requests[0]?.path).toBe(`/client/v4/accounts/${ACCOUNT}/ai/run/@cf/a/b`);
    expect(upstream.requests[0]?.headers.authorization).toBe(`Bearer ${THEIRS}`);
  });

  it("P12: names a provider that isn't there or takes no key, and a key that is none", () => {
    expect(refusal({ nobody: THEIRS })).toMatchObject({
      code: "bad_input",
      field: "options.keys.nobody",
    });
    expect(refusal({ openai: " " })).toMatchObject({ field: "options.keys.openai" });
    expect(refusal({ constructor: THEIRS })).toMatchObject({ code: "bad_input" });
  });

  it("P12: leaves the environment as it was", () => {
    const env = { OPENAI_API_KEY: OURS, AI: {} };
    expect(withOwnKeys(env)).toBe(env);
    expect(withOwnKeys(env, { openai: THEIRS })).toEqual({ OPENAI_API_KEY: THEIRS, AI: env.AI });
    expect(env.OPENAI_API_KEY).toBe(OURS);
  });

  it.each(["openai/gpt-4.1", "anthropic/claude-haiku-4-5", "google/gemini-2.5-flash"])(
    "P11, P12: a key that no header carries is refused without a word of it (%s)",
    async (model) => {
      const provider = model.split("/")[0] ?? "";
      const gateway = createGateway({});
      const failed = (async () => {
        await collect(run(gateway, model, { [provider]: "their-secret\nx: y" }));
      })();
      await expect(failed).rejects.toMatchObject({ code: "bad_input" });
      await expect(failed).rejects.not.toThrow(/secret/);
    },
  );

  it("P11: neither an error nor a record holds a caller's key", async () => {
    upstream.play(failing(401));
    const records: unknown[] = [];
    const gateway = createGateway(
      { GEMINI_BASE_URL: upstream.url },
      { sink: (record) => records.push(record) },
    );
    const asked = run(gateway, "google/gemini-2.5-flash", { google: THEIRS });
    const error = await collect(asked).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "model_unavailable" });
    expect(inspect([error, records, asked.attempts()], { depth: 9 })).not.toContain("their-secret");
    expect(upstream.requests[0]?.path).not.toContain("secret");
  });
});
