import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  conditional,
  elementsOf,
  limit,
  model,
} from "../../worker/gateway/testing/route-elements.ts";
import { chatChunks, messageEvents, sseText, streaming } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: OpenAI;

const WORDS = ["Hello", " there", "."];
const MESSAGES = [{ role: "user" as const, content: "Hi?" }];

async function create(name: string, ...elements: readonly object[]): Promise<void> {
  const response = await fetch(`${gateway.url}/v1/routes`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.apiKey}` },
    body: JSON.stringify({ name, elements: elementsOf(...elements) }),
  });
  if (!response.ok) throw new Error(await response.text());
}

beforeAll(async () => {
  gateway = await startGateway();
  client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  const split = conditional("is-streamed", { "body.stream": true }, "claude", "plan");
  const plan = conditional(
    "plan",
    { "metadata.plan": "pro", "headers.x-app": "a" },
    "gpt",
    "llama",
  );
  const models = [
    model("claude", "anthropic/claude-haiku-4-5"),
    model("gpt", "openai/gpt-4.1-mini"),
    model("llama", "groq/llama-3.3-70b-versatile"),
  ];
  await create("support", split, plan, ...models);
  await create("once", limit("quota", { limit: 1, interval: 86_400 }, "gpt"), models[1] ?? {});
});
afterAll(() => gateway.close());

describe("a dynamic route", () => {
  it.each([
    [{}, "/groq/v1/chat/completions", "is-streamed:false>plan:false>llama"],
    [
      { "cf-aig-metadata": '{"plan":"pro"}', "X-App": "a" },
      "/openai/v1/chat/completions",
      "is-streamed:false>plan:true>gpt",
    ],
  ])("Y23, Y24: is asked by the official client as a model (%j)", async (headers, path, reason) => {
    gateway.upstream.play(streaming(sseText(chatChunks(WORDS))));
    // The native lane passes the upstream's own answer on, which here is a stream whatever is asked.
    const { response } = await client.chat.completions
      .create(
        { model: "dynamic/support", messages: MESSAGES },
        { headers: { ...headers, "x-parley-on-break": "continue" } },
      )
      .withResponse();
    expect(response.headers.get("x-parley-route")).toBe("support@1");
    expect(response.headers.get("x-parley-routing-reason")).toBe(reason);
    expect(gateway.upstream.requests.at(-1)?.path).toBe(path);
  });

  it.each([
    ["through the Worker", {}],
    ["through a Runner", { "x-parley-journal": "true" }],
  ])("Y23, Y24, Y29: streams %s", async (_, headers) => {
    gateway.upstream.play(streaming(sseText(messageEvents(WORDS), true)));
    const { data, response } = await client.chat.completions
      .create({ model: "dynamic/support", messages: MESSAGES, stream: true }, { headers })
      .withResponse();
    let text = "";
    for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe("Hello there.");
    expect(response.headers.get("x-parley-model")).toBe("anthropic/claude-haiku-4-5");
    expect(response.headers.get("x-parley-route")).toBe("support@1");
    expect(response.headers.get("x-parley-routing-reason")).toBe("is-streamed:true>claude");
  });

  it("Y32: is listed among the models, for OpenAI's and Anthropic's clients and by the binding", async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(expect.arrayContaining(["openai/gpt-4.1-mini", "dynamic/support"]));
    expect(await client.models.retrieve("dynamic/support")).toMatchObject({
      id: "dynamic/support",
      owned_by: "dynamic",
      version: 1,
    });
    await expect(client.models.retrieve("dynamic/no")).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const anthropic = new Anthropic({ apiKey: gateway.apiKey, baseURL: gateway.url });
    const names: string[] = [];
    for await (const { id } of anthropic.models.list()) names.push(id);
    expect(names).toContain("dynamic/support");
    const bound = await (await fetch(`${gateway.callerUrl}/routes`)).json();
    expect(bound).toMatchObject([{ id: "dynamic/once" }, { id: "dynamic/support" }]);
  });

  it("Y14: a limit that is reached is the format's 429, with Retry-After", async () => {
    gateway.upstream.play(streaming(sseText(chatChunks(WORDS))));
    const ask = () =>
      client.chat.completions.create({ model: "dynamic/once", messages: MESSAGES, stream: true });
    for await (const _chunk of await ask());
    const thrown: unknown = await ask().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(OpenAI.RateLimitError);
    const { headers } = thrown as InstanceType<typeof OpenAI.RateLimitError>;
    expect(Number(headers?.get("retry-after"))).toBeGreaterThan(0);
  });

  it("Y29, Y33: a journalled run settles what its route held, where it is carried out", async () => {
    const budget = { limitType: "cost", limit: 0.1, interval: 86_400 };
    await create("costly", limit("budget", budget, "gpt"), model("gpt", "openai/gpt-4.1-mini"));
    // It reports tokens for 40 cents, far more than the route could foresee.
    const usage = { prompt_tokens: 1_000_000, completion_tokens: 3 };
    gateway.upstream.play(streaming(sseText(chatChunks(WORDS, usage))));
    const ask = () =>
      client.chat.completions.create(
        { model: "dynamic/costly", messages: MESSAGES, stream: true },
        { headers: { "x-parley-journal": "true" } },
      );
    for await (const _chunk of await ask());
    await vi.waitFor(() => expect(ask()).rejects.toBeInstanceOf(OpenAI.RateLimitError));
  });

  it("Y33: what is held for a request that the cache answers is given back", async () => {
    // The longest answer costs 5.3 cents, so that two don't fit at once.
    const budget = { limitType: "cost", limit: 0.06, interval: 86_400 };
    await create("kept", limit("budget", budget, "gpt"), model("gpt", "openai/gpt-4.1-mini"));
    const usage = { prompt_tokens: 9, completion_tokens: 3 };
    gateway.upstream.play(streaming(sseText(chatChunks(WORDS, usage))));
    const ask = async (content: string): Promise<string | null> => {
      const { data, response } = await client.chat.completions
        .create(
          { model: "dynamic/kept", messages: [{ role: "user", content }], stream: true },
          { headers: { "cf-aig-cache-ttl": "600" } },
        )
        .withResponse();
      for await (const _chunk of data);
      return response.headers.get("x-parley-cache");
    };
    expect(await ask("The same?")).toBe("miss");
    for (let time = 0; time < 3; time++)
      await vi.waitFor(async () => expect(await ask("The same?")).toBe("hit"));
    await vi.waitFor(async () => expect(await ask("Another?")).toBe("miss"));
  });

  it("Y23: one that isn't there is the format's 404", async () => {
    const asked = client.chat.completions.create({ model: "dynamic/no", messages: MESSAGES });
    await expect(asked).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });
});
