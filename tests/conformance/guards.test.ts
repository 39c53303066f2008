import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatChunks, messageEvents, sseText, streaming } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  gateway = await startGateway({
    PARLEY_GUARDS: "redact-personal-data",
    PARLEY_BLOCKED_WORDS: "blue moon",
  });
  openai = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: gateway.apiKey, baseURL: gateway.url, maxRetries: 0 });
});
afterAll(() => gateway.close());

const headers = { "x-parley-guards": "blocked-words" };
const blocked = [{ role: "user" as const, content: "The blue moon?" }];
const personal = [{ role: "user" as const, content: "I am bob@mail.example." }];
const LEAK = ["Write to bo", "b@mail.exa", "mple. ", "Bye."];
const CLEAN = "Write to [e-mail address]. Bye.";
const MODEL = "openai/gpt-4.1-mini";

const thrownBy = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => undefined,
    (error: unknown) => error,
  );

async function wordsOf(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  return text;
}

describe("a deployment's guards", () => {
  it.each([false, true])(
    "H1, H3, H10: look at every request, off the native lane (journalled: %s)",
    async (journalled) => {
      gateway.upstream.play(streaming(sseText(chatChunks(LEAK))));
      const { data, response } = await openai.chat.completions
        .create(
          { model: MODEL, messages: personal, stream: true },
          { headers: { "x-parley-journal": String(journalled) } },
        )
        .withResponse();
      expect(await wordsOf(data)).toBe(CLEAN);
      expect(response.headers.get("x-parley-lane")).toBe(journalled ? "journalled" : null);
      expect(String(gateway.upstream.requests.at(-1)?.body)).not.toContain("bob");
      if (!journalled) return;
      const id = response.headers.get("x-parley-run-id");
      const again = await fetch(`${gateway.url}/v1/runs/${id}/events?from=0`, {
        headers: { authorization: `Bearer ${gateway.apiKey}` },
      });
      const events = await again.text();
      expect(events).toContain("[e-mail address]");
      expect(events).not.toContain("bo");
    },
  );

  it("H1, H3: look at another Worker's requests", async () => {
    gateway.upstream.play(streaming(sseText(chatChunks(LEAK))));
    const answer = await (await fetch(`${gateway.callerUrl}/messages`)).json();
    expect(answer).toMatchObject({ response: CLEAN });
  });

  it("H1: can't be left out by a request", async () => {
    gateway.upstream.play(streaming(sseText(chatChunks(LEAK))));
    const stream = await openai.chat.completions.create(
      { model: MODEL, messages: personal, stream: true },
      { headers: { "x-parley-guards": "" } },
    );
    expect(await wordsOf(stream)).toBe(CLEAN);
  });
});

describe("a request's guards", () => {
  it("H2: one that isn't there is a bad request", async () => {
    const asked = openai.chat.completions.create(
      { model: MODEL, messages: personal },
      { headers: { "x-parley-guards": "nobody" } },
    );
    expect(await thrownBy(asked)).toMatchObject({ status: 400, param: "guards" });
  });

  it.each([false, true])(
    "H6, H9: refuse a prompt in the format's own words (journalled: %s)",
    async (journalled) => {
      const before = gateway.upstream.requests.length;
      const options = { headers: { ...headers, "x-parley-journal": String(journalled) } };
      const chat = { model: MODEL, messages: blocked, stream: true as const };
      expect(await thrownBy(openai.chat.completions.create(chat, options))).toMatchObject({
        status: 400,
        code: "content_policy_violation",
      });
      const message = { ...chat, max_tokens: 9 };
      expect(await thrownBy(anthropic.messages.create(message, options))).toMatchObject({
        status: 400,
        error: { type: "error", error: { type: "invalid_request_error" } },
      });
      const response = await fetch(`${gateway.url}/v1/run`, {
        method: "POST",
        headers: { authorization: `Bearer ${gateway.apiKey}`, ...options.headers },
        body: JSON.stringify({ model: MODEL, input: { messages: blocked, stream: true } }),
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ code: 2016 }] });
      expect(gateway.upstream.requests.length).toBe(before);
    },
  );

  it.each([false, true])(
    "H6, H9: end an answer at its sentence with the format's own error (journalled: %s)",
    async (journalled) => {
      const words = ["Well. ", "The blue", " moon. ", "More."];
      const options = { headers: { ...headers, "x-parley-journal": String(journalled) } };
      gateway.upstream.play(streaming(sseText(chatChunks(words))));
      const stream = await openai.chat.completions.create(
        { model: MODEL, messages: personal, stream: true },
        options,
      );
      expect(await thrownBy(wordsOf(stream))).toMatchObject({ code: "content_policy_violation" });

      gateway.upstream.play(streaming(sseText(messageEvents(words), true)));
      const messages = anthropic.messages.stream(
        { model: "anthropic/claude-haiku-4-5", messages: personal, max_tokens: 9 },
        options,
      );
      let text = "";
      messages.on("text", (delta) => (text += delta));
      const thrown = await thrownBy(messages.finalMessage());
      expect((thrown as Error).message).toContain("invalid_request_error");
      expect(text).not.toContain("moon");
    },
  );
});
