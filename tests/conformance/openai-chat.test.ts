import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, jsonSchema, Output, streamText, tool } from "ai";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  chatChunks,
  endless,
  messageEvents,
  sseText,
  streaming,
  toolCallChunks,
  toolUseEvents,
} from "../fixtures/sse-script.ts";
import { PIXEL_PNG } from "../fixtures/pixel-png.ts";
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
const WORDS = ["Hello", " there", "."];
const USAGE = { prompt_tokens: 21, completion_tokens: 3, total_tokens: 24 };
const question = { role: "user", content: "Hi?" } as const;
const WEATHER = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather of a city",
    parameters: {
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false,
    },
  },
} as const;

/** Plays words, or a tool call, in the format of whoever is asked. */
function play(model: string, what: "words" | "call"): void {
  const input = '{"city":"Oslo"}';
  if (model === GPT)
    return gateway.upstream.play(
      streaming(
        sseText(what === "words" ? chatChunks(WORDS, USAGE) : toolCallChunks("weather", input)),
      ),
    );
  gateway.upstream.play(
    streaming(
      sseText(what === "words" ? messageEvents(WORDS) : toolUseEvents("weather", input), true),
    ),
  );
}

/** What upstream was last asked, as JSON. */
function asked(): Record<string, unknown> {
  return JSON.parse(String(gateway.upstream.requests.at(-1)?.body)) as Record<string, unknown>;
}

describe.each([GPT, CLAUDE])("the official openai client with %s", (model) => {
  it("F1, F5: streams a chat, with its usage where it is asked for", async () => {
    play(model, "words");
    const stream = await client.chat.completions.create({
      model,
      messages: [question],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let usage: OpenAI.CompletionUsage | undefined;
    let reason: string | null | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      reason = chunk.choices[0]?.finish_reason ?? reason;
      usage = chunk.usage ?? usage;
    }
    expect([text, reason, usage?.completion_tokens]).toEqual(["Hello there.", "stop", 3]);
  });

  it("F2: calls a tool and takes its result", async () => {
    play(model, "call");
    const runner = client.chat.completions.stream({
      model,
      messages: [question],
      tools: [WEATHER],
    });
    const { choices } = await runner.finalChatCompletion();
    const message = choices[0]?.message;
    const call = message?.tool_calls?.[0];
    expect(call).toMatchObject({
      function: { name: "weather", arguments: '{"city":"Oslo"}' },
    });
    expect(choices[0]?.finish_reason).toBe("tool_calls");
    play(model, "words");
    const stream = await client.chat.completions.create({
      model,
      messages: [
        question,
        { role: "assistant", tool_calls: message?.tool_calls ?? [] },
        { role: "tool", tool_call_id: call?.id ?? "", content: "Rain." },
      ],
      tools: [WEATHER],
      stream: true,
    });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe("Hello there.");
    expect(JSON.stringify(asked())).toContain("Rain.");
  });

  it("F3: shows a picture", async () => {
    play(model, "words");
    await client.chat.completions
      .stream({
        model,
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "What is this?" },
              { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL_PNG}` } },
            ],
          },
        ],
      })
      .finalContent();
    expect(JSON.stringify(asked())).toContain(PIXEL_PNG);
  });

  it("F14: cancels upstream when it stops reading", async () => {
    const { first, more } =
      model === GPT
        ? {
            first: sseText(chatChunks(WORDS).slice(0, 2)),
            more: sseText([chatChunks(WORDS)[2] ?? ""]),
          }
        : {
            first: sseText(messageEvents(WORDS).slice(0, 3), true),
            more: sseText([messageEvents(WORDS)[3] ?? ""], true),
          };
    gateway.upstream.play(endless(first, more));
    const stream = await client.chat.completions.create({
      model,
      messages: [question],
      stream: true,
    });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await expect(gateway.upstream.requests.at(-1)?.closed).resolves.toBeUndefined();
  });
});

describe("the official openai client", () => {
  it("F1: asks for a whole chat", async () => {
    play(CLAUDE, "words");
    const answer = await client.chat.completions.create({ model: CLAUDE, messages: [question] });
    expect(answer.choices[0]?.message.content).toBe("Hello there.");
    expect([answer.model, answer.usage?.total_tokens]).toEqual([CLAUDE, 12]);
  });

  it("F4: has the answer in a schema", async () => {
    gateway.upstream.play(streaming(sseText(chatChunks(['{"city":', '"Oslo"}']))));
    const parsed = await client.chat.completions
      .stream({
        model: GPT,
        messages: [question],
        response_format: {
          type: "json_schema",
          json_schema: { name: "place", strict: true, schema: WEATHER.function.parameters },
        },
      })
      .finalChatCompletion();
    expect(parsed.choices[0]?.message.content).toBe('{"city":"Oslo"}');
    expect(asked()["response_format"]).toMatchObject({
      type: "json_schema",
      json_schema: { name: "place" },
    });
  });

  it("F17: passes a provider's own bytes as they are", async () => {
    const bytes = sseText(chatChunks(WORDS, USAGE)).replace('"created":1', '"created":1,"own":[]');
    gateway.upstream.play(streaming(bytes));
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${gateway.apiKey}` },
      body: JSON.stringify({ model: GPT, messages: [question], stream: true, own_field: 7 }),
    });
    expect(response.headers.get("x-parley-lane")).toBe("native");
    expect(response.headers.get("x-parley-model")).toBe(GPT);
    expect(response.headers.get("x-parley-attempts")).toBe("1");
    expect(await response.text()).toBe(bytes);
    expect(asked()).toEqual({
      model: "gpt-4.1-mini",
      messages: [question],
      stream: true,
      own_field: 7,
    });
  });

  it("F15, F17: takes another lane where the answer must be read", async () => {
    play(GPT, "words");
    const { response } = await client.chat.completions
      .create(
        { model: GPT, messages: [question], stream: true },
        { headers: { "x-parley-on-break": "continue" } },
      )
      .withResponse();
    expect(response.headers.get("x-parley-lane")).toBeNull();
  });
});

describe("@ai-sdk/openai-compatible, unmodified", () => {
  const provider = () =>
    createOpenAICompatible({
      name: "parley",
      baseURL: `${gateway.url}/v1`,
      apiKey: gateway.apiKey,
      includeUsage: true,
      supportsStructuredOutputs: true,
    });

  it.each([GPT, CLAUDE])("F1, F5: streams a text from %s", async (model) => {
    play(model, "words");
    const result = streamText({ model: provider()(model), prompt: "Hi?" });
    let text = "";
    for await (const part of result.textStream) text += part;
    expect([text, (await result.usage).outputTokens]).toEqual(["Hello there.", 3]);
  });

  it("F2: calls a tool", async () => {
    play(CLAUDE, "call");
    const { toolCalls } = await generateText({
      model: provider()(CLAUDE),
      prompt: "How is the weather?",
      tools: {
        weather: tool({
          description: "The weather of a city",
          inputSchema: jsonSchema<{ city: string }>(WEATHER.function.parameters as never),
        }),
      },
    });
    expect(toolCalls).toMatchObject([{ toolName: "weather", input: { city: "Oslo" } }]);
  });

  it("F4: has an object in a schema", async () => {
    gateway.upstream.play(streaming(sseText(chatChunks(['{"city":"Oslo"}']))));
    const { output } = await generateText({
      model: provider()(GPT),
      prompt: "Where?",
      output: Output.object({
        schema: jsonSchema<{ city: string }>(WEATHER.function.parameters as never),
      }),
      headers: { "x-parley-on-break": "continue" },
    });
    expect(output).toEqual({ city: "Oslo" });
  });
});
