import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PIXEL_PNG } from "../fixtures/pixel-png.ts";
import { failing } from "../fixtures/scripted-upstream.ts";
import {
  chatChunks,
  endless,
  messageEvents,
  sseText,
  streaming,
  toolCallChunks,
  toolUseEvents,
} from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: Anthropic;
beforeAll(async () => {
  gateway = await startGateway();
  client = new Anthropic({ apiKey: gateway.apiKey, baseURL: gateway.url, maxRetries: 0 });
});
afterAll(() => gateway.close());

const GPT = "openai/gpt-4.1-mini";
const CLAUDE = "anthropic/claude-haiku-4-5";
const WORDS = ["Hello", " there", "."];
const question = { role: "user", content: "Hi?" } as const;
const WEATHER: Anthropic.Tool = {
  name: "weather",
  description: "The weather of a city",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

function play(model: string, what: "words" | "call"): void {
  const input = '{"city":"Oslo"}';
  const text =
    model === GPT
      ? sseText(what === "words" ? chatChunks(WORDS) : toolCallChunks("weather", input))
      : sseText(what === "words" ? messageEvents(WORDS) : toolUseEvents("weather", input), true);
  gateway.upstream.play(streaming(text));
}

describe.each([GPT, CLAUDE])("the official Anthropic client with %s", (model) => {
  it("F1: streams a message, in the format's order", async () => {
    play(model, "words");
    const stream = client.messages.stream({ model, max_tokens: 100, messages: [question] });
    const types: string[] = [];
    for await (const { type } of stream) types.push(type);
    const delta = "content_block_delta";
    expect(types).toEqual([
      "message_start",
      "content_block_start",
      ...[delta, delta, delta],
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    const message = await stream.finalMessage();
    expect(message).toMatchObject({
      role: "assistant",
      content: [{ type: "text", text: "Hello there." }],
      stop_reason: "end_turn",
    });
  });

  it("F2: uses a tool and takes its result", async () => {
    play(model, "call");
    const stream = client.messages.stream({
      model,
      max_tokens: 100,
      messages: [question],
      tools: [WEATHER],
      tool_choice: { type: "auto" },
    });
    const message = await stream.finalMessage();
    const use = message.content.find((block) => block.type === "tool_use");
    expect(use).toMatchObject({ name: "weather", input: { city: "Oslo" } });
    expect(message.stop_reason).toBe("tool_use");
    play(model, "words");
    const text = await client.messages
      .stream({
        model,
        max_tokens: 100,
        messages: [
          question,
          { role: "assistant", content: message.content },
          {
            role: "user",
            content: [{ type: "tool_result", tool_use_id: use?.id ?? "", content: "Rain." }],
          },
        ],
        tools: [WEATHER],
      })
      .finalText();
    expect(text).toBe("Hello there.");
    expect(String(gateway.upstream.requests.at(-1)?.body)).toContain("Rain.");
  });

  it("F3: shows a picture", async () => {
    play(model, "words");
    await client.messages
      .stream({
        model,
        max_tokens: 100,
        system: "Be short.",
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "What is this?" },
              {
                type: "image",
                source: { type: "base64", media_type: "image/png", data: PIXEL_PNG },
              },
            ],
          },
        ],
      })
      .finalText();
    const body = String(gateway.upstream.requests.at(-1)?.body);
    expect(body).toContain(PIXEL_PNG);
    expect(body).toContain("Be short.");
  });

  it("F10: throws when the stream breaks", async () => {
    gateway.upstream.play((_, response) => {
      const events =
        model === GPT
          ? sseText(chatChunks(WORDS).slice(0, 3))
          : sseText(messageEvents(WORDS).slice(0, 4), true);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(events, () => response.destroy());
    });
    const stream = client.messages.stream(
      { model, max_tokens: 100, messages: [question] },
      { headers: { "x-parley-fallback": "false", "cf-aig-max-attempts": "1" } },
    );
    let text = "";
    stream.on("text", (part) => (text += part));
    const error = await stream.finalMessage().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(text).toContain("Hello");
    expect((error as Error).message).toContain("broke off");
  });

  it("F14: cancels upstream when it is aborted", async () => {
    gateway.upstream.play(
      model === GPT
        ? endless(sseText(chatChunks(WORDS).slice(0, 2)), sseText([chatChunks(WORDS)[2] ?? ""]))
        : endless(
            sseText(messageEvents(WORDS).slice(0, 3), true),
            sseText([messageEvents(WORDS)[3] ?? ""], true),
          ),
    );
    const stream = client.messages.stream({ model, max_tokens: 100, messages: [question] });
    stream.on("text", () => stream.abort());
    await expect(stream.done()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await gateway.upstream.requests.at(-1)?.closed;
  });

  it.each([
    [429, Anthropic.RateLimitError, 429, { "retry-after": "17" }],
    [500, Anthropic.InternalServerError, 502, {}],
    [401, Anthropic.InternalServerError, 529, {}],
  ] as const)(
    "F9: a provider's %i is an error before the stream",
    async (status, Kind, told, headers) => {
      gateway.upstream.play(failing(status, headers));
      const error = await client.messages
        .create(
          { model, max_tokens: 100, messages: [question], stream: true },
          { headers: { "x-parley-fallback": "false", "cf-aig-max-attempts": "1" } },
        )
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Kind);
      const {
        status: seen,
        message,
        headers: got,
      } = error as InstanceType<typeof Anthropic.APIError>;
      expect(seen).toBe(told);
      expect(message).not.toMatch(/secret|upstream-/);
      if (status === 429) expect(got?.get("retry-after")).toBe("17");
    },
  );
});

describe("the official Anthropic client", () => {
  it("F1: asks for a whole message", async () => {
    play(GPT, "words");
    const message = await client.messages.create({
      model: "groq/openai/gpt-oss-20b",
      max_tokens: 100,
      messages: [question],
    });
    expect(message.content).toMatchObject([{ type: "text", text: "Hello there." }]);
    expect(message.model).toBe("groq/openai/gpt-oss-20b");
  });

  it("F4: thoughts come as a block of their own", async () => {
    const [start, , ...rest] = chatChunks(["Hello."]);
    const thought = { choices: [{ index: 0, delta: { reasoning_content: "Hm." } }] };
    gateway.upstream.play(
      streaming(
        sseText([start ?? "", thought, ...(rest.length ? chatChunks(["Hello."]).slice(1) : [])]),
      ),
    );
    const message = await client.messages
      .stream({ model: "groq/openai/gpt-oss-20b", max_tokens: 100, messages: [question] })
      .finalMessage();
    expect(message.content).toMatchObject([
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "Hello." },
    ]);
  });

  it("F8: counts tokens, and says that it guesses", async () => {
    const count = await client.messages.countTokens({
      model: CLAUDE,
      system: "Be short.",
      messages: [{ role: "user", content: "How many tokens are these eight words here?" }],
    });
    expect(count.input_tokens).toBeGreaterThan(8);
    expect(count.input_tokens).toBeLessThan(40);
    expect(count).toMatchObject({ estimated: true });
  });

  it("F8: lists models", async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toContain(CLAUDE);
  });

  it("F11: a wrong key is an authentication error", async () => {
    const stranger = new Anthropic({ apiKey: "sk_wrong", baseURL: gateway.url, maxRetries: 0 });
    const asked = gateway.upstream.requests.length;
    await expect(
      stranger.messages.create({ model: CLAUDE, max_tokens: 9, messages: [question] }),
    ).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    expect(gateway.upstream.requests.length).toBe(asked);
  });

  it("F19: Anthropic's own reason for a refusal is passed on, without the key", async () => {
    gateway.upstream.play((_, response) => {
      response.writeHead(400, { "content-type": "application/json" });
      const message = "top_k: must be positive (key upstream-anthropic)";
      response.end(
        JSON.stringify({ type: "error", error: { type: "invalid_request_error", message } }),
      );
    });
    const error = await client.messages
      .create({ model: CLAUDE, max_tokens: 9, messages: [question], top_k: -1 } as never)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect((error as Error).message).toContain("top_k: must be positive (key …)");
  });
});
