import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../../tests/fixtures/provider-answers.ts";
import type { ScriptedUpstream, UpstreamScript } from "../../tests/fixtures/scripted-upstream.ts";
import { failing, inPieces, startUpstream } from "../../tests/fixtures/scripted-upstream.ts";
import type { AttemptRecord } from "./attempt-record.ts";
import type { GatewayOptions } from "./gateway.ts";
import { createEngine, createGateway } from "./gateway.ts";
import { createHealthTable } from "./health-table.ts";
import { createHedgeBudget } from "./hedge-budget.ts";
import { createCachedGateway } from "./cache.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import { createMemoryStore } from "./testing/memory-store.ts";
import { GATEWAY_LIMITS } from "./limits.ts";
import type { Run, RunOptions, RunRequest, TaskEvent } from "./run-types.ts";

const INPUT = { messages: [{ role: "user", text: "Tell me about foxes." }] } as const;
const MODELS = ["openai/gpt-4.1", "groq/llama-3.3-70b-versatile"] as const;

let openai: ScriptedUpstream;
let groq: ScriptedUpstream;
let records: AttemptRecord[];

beforeEach(async () => {
  [openai, groq] = [await startUpstream(), await startUpstream()];
  records = [];
});
afterEach(() => Promise.all([openai.close(), groq.close()]));

function start(
  request: Partial<RunRequest<"text">> & { readonly options?: RunOptions } = {},
  options: GatewayOptions = {},
): Run<"text"> {
  const env = {
    OPENAI_API_KEY: "o",
    OPENAI_BASE_URL: openai.url,
    GROQ_API_KEY: "g",
    GROQ_BASE_URL: groq.url,
  };
  const gateway = createGateway(env, {
    sink: (record) => void records.push(record),
    health: createHealthTable(),
    budgets: { hedge: createHedgeBudget(1, 1), replace: createHedgeBudget(0) },
    ...options,
  });
  return gateway.run({ task: "text", models: MODELS, input: INPUT, ...request });
}

const delta = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const end = (usage?: object): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage })}\n\ndata: [DONE]\n\n`;
const answers = (...words: readonly string[]): UpstreamScript =>
  inPieces(
    words.map(delta).join("") + end({ prompt_tokens: 20, completion_tokens: 30 }),
    "text/event-stream",
    30,
  );
const breaksAfter =
  (...words: readonly string[]): UpstreamScript =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(words.map(delta).join(""), () => setImmediate(() => response.destroy()));
  };

const words = (events: readonly TaskEvent["text"][]): string =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("");

describe("the engine against real servers", () => {
  it("G18: a failure before the first word is not noticed", async () => {
    openai.play(failing(503));
    groq.play(answers("Foxes ", "run."));
    const run = start();
    expect(words(await collect(run))).toBe("Foxes run.");
    expect([run.model, run.attempts().map(({ kind, status }) => `${kind} ${status}`)]).toEqual([
      MODELS[1],
      ["first failed", "failover ok"],
    ]);
  });

  it("G33: when all fail, it is said what was tried, without what providers wrote", async () => {
    openai.play(failing(401));
    groq.play(failing(429, { "retry-after": "9" }));
    await expect(collect(start())).rejects.toMatchObject({
      code: "rate_limited",
      retryAfter: 9,
      attempts: [
        { model: MODELS[0], code: "model_unavailable" },
        { model: MODELS[1], code: "rate_limited" },
      ],
      message: expect.not.stringMatching(/secret/) as string,
    });
  });

  it("G28: `fallback: false` asks one", async () => {
    openai.play(failing(503));
    const run = start({ options: { fallback: false, attempts: 1 } });
    await expect(collect(run)).rejects.toMatchObject({ code: "model_failed" });
    expect([openai.requests.length, groq.requests.length]).toEqual([1, 0]);
  });

  it("G32: a model that failed once is tried again", async () => {
    let calls = 0;
    openai.play((...call) => (calls++ === 0 ? failing(500) : answers("Foxes."))(...call));
    const run = start({ options: { fallback: false } });
    expect(words(await collect(run))).toBe("Foxes.");
    expect(run.attempts().map(({ kind }) => kind)).toEqual(["first", "retry"]);
  });

  it("G34: a silent provider gets a rival, and its connection is closed", async () => {
    openai.play(() => undefined);
    groq.play(answers("Foxes."));
    const run = start({ options: { firstTokenMs: 30, attempts: 1 } });
    expect(words(await collect(run))).toBe("Foxes.");
    await openai.requests[0]?.closed;
    expect(records).toMatchObject([
      { attempt: 0, kind: "first", status: "lost", usageEstimated: true },
      { attempt: 1, kind: "hedge", status: "ok", model: "llama-3.3-70b-versatile" },
    ]);
    expect(records[0]?.costUsd).toBeGreaterThan(0);
  });

  it("G35, G44: a broken answer goes on elsewhere, and its end has what both used", async () => {
    openai.play(breaksAfter("Foxes run over the hi"));
    groq.play(answers("over the hi", "lls at night."));
    const run = start({ input: { ...INPUT, maxTokens: 100 } });
    const events = await collect(run);
    expect(words(events)).toBe("Foxes run over the hills at night.");
    const sent = JSON.parse(groq.requests[0]?.body.toString() ?? "") as {
      messages: { role: string; content: string }[];
      max_tokens: number;
    };
    expect(sent.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(sent.messages[1]?.content).toBe("Foxes run over the hi");
    expect(sent.max_tokens).toBe(94);
    expect(run.attempts().map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      "first failed",
      "continuation ok",
    ]);
    const [broken] = records;
    expect(broken?.usageEstimated).toBe(true);
    expect(events.at(-1)).toMatchObject({
      usage: {
        inputTokens: 20 + (broken?.usage.inputTokens ?? 0),
        outputTokens: 30 + (broken?.usage.outputTokens ?? 0),
      },
    });
  });

  it.each([
    ["error", { options: { onBreak: "error" } }],
    ["half a JSON document", { input: { ...INPUT, responseFormat: { type: "json" } } }],
  ] as const)("G37: nothing goes on after %s", async (_, request) => {
    openai.play(breaksAfter("Foxes"));
    await expect(collect(start(request))).rejects.toMatchObject({
      code: "model_failed",
      incomplete: "text",
    });
    expect(groq.requests).toHaveLength(0);
  });

  it("G37: half a tool call is incomplete", async () => {
    const part = {
      choices: [
        {
          index: 0,
          delta: {
            tool_calls: [{ index: 0, id: "c1", function: { name: "look", arguments: "{" } }],
          },
        },
      ],
    };
    openai.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`${delta("Let me look.")}data: ${JSON.stringify(part)}\n\n`, () =>
        setImmediate(() => response.destroy()),
      );
    });
    await expect(collect(start())).rejects.toMatchObject({ incomplete: "tool-call" });
    expect(groq.requests).toHaveLength(0);
  });

  it("G42: every attempt leaves one record, with what it cost", async () => {
    openai.play(failing(500));
    groq.play(answers("Foxes."));
    const metadata = { team: "AI", user: 12345, paid: true };
    const run = start({ route: "support", metadata }, { newId: () => "run_7" });
    await collect(run);
    expect(records).toEqual(run.attempts());
    expect(records).toMatchObject([
      {
        runId: "run_7",
        attempt: 0,
        kind: "first",
        provider: "openai",
        model: "gpt-4.1",
        route: "support",
        task: "text",
        status: "failed",
        error: "model_failed",
        usage: {},
        costUsd: 0,
        metadata,
      },
      {
        runId: "run_7",
        attempt: 1,
        kind: "failover",
        provider: "groq",
        status: "ok",
        usage: { inputTokens: 20, outputTokens: 30 },
        metadata,
      },
    ]);
    expect(records[1]?.costUsd).toBeCloseTo((20 * 0.59 + 30 * 0.79) / 1e6, 12);
    expect(records[1]?.firstTokenMs).toBeLessThanOrEqual(records[1]?.durationMs ?? 0);
  });

  it("G42: what an unknown model cost is unknown", async () => {
    openai.play(answers("Foxes."));
    await collect(start({ models: [], model: "openai/gpt-of-tomorrow" }));
    expect(records[0]).toMatchObject({ status: "ok", costUsd: undefined });
  });

  it("G42: a run that is cancelled leaves its record too", async () => {
    openai.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(delta("Well,"));
    });
    for await (const event of start()) if (event.type === "text") break;
    expect(records).toMatchObject([{ status: "cancelled", usageEstimated: true }]);
  });

  it.each([401, 429])(
    "G41: what a caller's own key brings about (%i) is not the provider's fault",
    async (status) => {
      const health = createHealthTable();
      openai.play(failing(status, { "retry-after": "60" }));
      for (let time = 0; time < 6; time++)
        await collect(
          start({ models: [MODELS[0]], options: { keys: { openai: "own" } } }, { health }),
        ).catch(() => undefined);
      expect(openai.requests.at(-1)?.headers.authorization).toBe("Bearer own");
      expect(health.snapshot(Date.now())[0]).toMatchObject({ breaker: "closed", failed: 0 });
      for (let time = 0; time < 5; time++)
        await collect(start({ models: [MODELS[0]] }, { health })).catch(() => undefined);
      expect(health.snapshot(Date.now())[0]).toMatchObject({ breaker: "open", failed: 5 });
    },
  );

  it("G41: a bad request is nobody's fault but the caller's", async () => {
    const health = createHealthTable();
    openai.play(failing(400));
    await collect(start({ models: [MODELS[0]] }, { health })).catch(() => undefined);
    expect(health.snapshot(Date.now())[0]).toMatchObject({ failed: 0, running: 0 });
  });

  it("G52: a run can begin where another ended", async () => {
    openai.play(answers(" over the hills."));
    const run = start({ said: "Foxes run" });
    expect(words(await collect(run))).toBe(" over the hills.");
    expect(run.attempts()[0]?.kind).toBe("continuation");
  });

  it("G45, G47: with a cache, simultaneous and later requests cost one call", async () => {
    openai.play(answers("Foxes ", "run."));
    const env = { OPENAI_API_KEY: "o", OPENAI_BASE_URL: openai.url };
    const gateway = createCachedGateway(
      createEngine(env, { sink: (record) => void records.push(record) }),
      { store: createMemoryStore(), clock: SYSTEM_CLOCK, limits: GATEWAY_LIMITS },
    );
    const ask = (): Run<"text"> =>
      gateway.run({ task: "text", model: MODELS[0], input: INPUT, options: { cache: {} } });
    const together = await Promise.all([collect(ask()), collect(ask())]);
    expect(together.map(words)).toEqual(["Foxes run.", "Foxes run."]);
    expect(words(await collect(ask()))).toBe("Foxes run.");
    expect([openai.requests.length, records.length]).toEqual([1, 1]);
  });
});
