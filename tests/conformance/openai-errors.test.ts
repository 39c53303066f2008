import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failing } from "../fixtures/scripted-upstream.ts";
import { chatChunks, messageEvents, sseText, streaming } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: OpenAI;
beforeAll(async () => {
  gateway = await startGateway();
  client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});
afterAll(() => gateway.close());

const GPT = "openai/gpt-4.1-mini";
const CLAUDE = "anthropic/claude-haiku-4-5";
const ONCE = { headers: { "cf-aig-max-attempts": "1", "x-parley-fallback": "false" } };
const question = { role: "user", content: "Hi?" } as const;
type ApiError = InstanceType<typeof OpenAI.APIError>;

async function errorOf(work: Promise<unknown>): Promise<ApiError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(OpenAI.APIError);
  return thrown as ApiError;
}

describe.each([GPT, CLAUDE])("a failing provider of %s", (model) => {
  const ask = (stream: boolean, options: object = ONCE): Promise<unknown> =>
    client.chat.completions.create({ model, messages: [question], stream }, options);

  it.each([
    [401, OpenAI.InternalServerError, 503],
    [404, OpenAI.InternalServerError, 503],
    [429, OpenAI.RateLimitError, 429],
    [500, OpenAI.InternalServerError, 502],
    [529, OpenAI.InternalServerError, 502],
  ] as const)("F9: status %i is a typed error, streamed or not", async (status, Kind, told) => {
    gateway.upstream.play(failing(status, status === 429 ? { "retry-after": "17" } : {}));
    for (const stream of [true, false]) {
      const error = await errorOf(ask(stream));
      expect(error).toBeInstanceOf(Kind);
      expect(error.status).toBe(told);
      expect(error.message).not.toMatch(/secret|upstream-/);
      if (status === 429) expect(error.headers?.get("retry-after")).toBe("17");
      expect(error.error).toMatchObject({ attempts: [{ model }] });
    }
  });

  it("F9: an error in the provider's stream before any content is an error over HTTP", async () => {
    gateway.upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).end();
    });
    expect((await errorOf(ask(true))).status).toBe(502);
  });

  it("F10: a stream that breaks ends with an error", async () => {
    gateway.upstream.play((_, response) => {
      const events =
        model === GPT
          ? sseText(chatChunks(["Hello", " there"]).slice(0, 3))
          : sseText(messageEvents(["Hello", " there"]).slice(0, 4), true);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(events, () => response.destroy());
    });
    let text = "";
    const reading = (async () => {
      const stream = await client.chat.completions.create(
        { model, messages: [question], stream: true },
        { headers: { ...ONCE.headers, "x-parley-on-break": "error" } },
      );
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    })();
    expect((await errorOf(reading)).message).toContain("broke off");
    expect(text).toContain("Hello");
  });
});

it("F10, F18: a native stream that breaks or lacks its end ends with an error", async () => {
  for (const isCut of [true, false]) {
    gateway.upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const events = sseText(chatChunks(["Hello", " there"]).slice(0, 3));
      response.write(events, () => (isCut ? response.destroy() : response.end()));
    });
    const { data, response } = await client.chat.completions
      .create({ model: GPT, messages: [question], stream: true }, ONCE)
      .withResponse();
    expect(response.headers.get("x-parley-lane")).toBe("native");
    const reading = (async () => {
      for await (const _ of data);
    })();
    expect((await errorOf(reading)).message).toContain("broke off");
  }
});

it("F9, F18: another model that is listed answers when a native one fails", async () => {
  const paths: string[] = [];
  gateway.upstream.play((request, response) => {
    paths.push(request.path);
    if (request.path.startsWith("/openai")) return failing(500)(request, response);
    return streaming(sseText(chatChunks(["Hello."])))(request, response);
  });
  const stream = await client.chat.completions
    .create({ model: "gpt-oss-20b", messages: [question], stream: true })
    .withResponse();
  let text = "";
  for await (const chunk of stream.data) text += chunk.choices[0]?.delta.content ?? "";
  expect(text).toBe("Hello.");
  expect(stream.response.headers.get("x-parley-model")).toBe("groq/openai/gpt-oss-20b");
});

it("F11: a missing, wrong or publishable key", async () => {
  const asked = gateway.upstream.requests.length;
  const ask = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers,
      body: JSON.stringify({ model: GPT, messages: [question] }),
    });
  for (const [headers, status] of [
    [{}, 401],
    [{ authorization: "Bearer sk_wrong" }, 401],
    [{ authorization: "Basic sk_conformance" }, 401],
    [{ "x-api-key": "sk_conformance2" }, 401],
    [{ authorization: "Bearer pk_conformance" }, 403],
  ] as const) {
    const response = await ask(headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });
  }
  expect(gateway.upstream.requests.length).toBe(asked);
  gateway.upstream.play(streaming(sseText(chatChunks(["Hello."]))));
  expect((await ask({ "api-key": gateway.apiKey })).status).toBe(200);
});

it("F12: a body over its limit is refused before it is read", async () => {
  const body = JSON.stringify({
    model: GPT,
    messages: [{ role: "user", content: "x".repeat(33 * 1024 * 1024) }],
  });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.apiKey}` },
    body,
  });
  expect([response.status, await response.json()]).toMatchObject([
    413,
    { error: { code: "too_large", param: "body" } },
  ]);
});
