import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLanguage, LANGUAGE_MODEL } from "../language/language-part.ts";
import { weightsFolder } from "../weights/weights-folder.ts";
import { createApp } from "./app.ts";
import { createChatHandler } from "./chat-completions.ts";
import { readChatRequest } from "./chat-request.ts";

const language = createLanguage({ weightsDir: weightsFolder() });
const app = createApp({
  parts: [language],
  routes: {},
  chat: new Map([[LANGUAGE_MODEL, createChatHandler(language)]]),
});
beforeAll(() => language.start());
afterAll(() => language.close());

const FRANCE = { role: "user", content: "What is the capital of France?" };
const post = (body: object, signal = new AbortController().signal): Promise<Response> =>
  app(
    new Request("http://localhost/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: LANGUAGE_MODEL, temperature: 0, ...body }),
    }),
    signal,
  );

interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string; readonly tool_calls?: readonly unknown[] };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: unknown;
}

const chunksOf = (text: string): readonly Chunk[] =>
  text
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice(6)) as Chunk);

it("answers whole, in OpenAI's format", async () => {
  const response = await post({ messages: [FRANCE] });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    object: "chat.completion",
    model: LANGUAGE_MODEL,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: expect.stringContaining("Paris") as string },
        finish_reason: "stop",
      },
    ],
    usage: { prompt_tokens_details: { cached_tokens: expect.any(Number) as number } },
  });
});

it("streams chunks, usage when asked for, and the end", async () => {
  const body = { messages: [FRANCE], stream: true, stream_options: { include_usage: true } };
  const response = await post(body);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const text = await response.text();
  const chunks = chunksOf(text);
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toContain("Paris");
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
  expect(chunks.at(-1)).toMatchObject({
    choices: [],
    usage: { total_tokens: expect.any(Number) as number },
  });
});

it("streams a tool call", async () => {
  const parameters = {
    type: "object",
    properties: { value: { type: "number" }, from: { type: "string" }, to: { type: "string" } },
    required: ["value", "from", "to"],
  };
  const description = "Converts a value between units of length.";
  const response = await post({
    messages: [{ role: "user", content: "How many feet are in two meters?" }],
    tools: [{ type: "function", function: { name: "convert_units", description, parameters } }],
    stream: true,
  });
  const chunks = chunksOf(await response.text());
  expect(chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])).toEqual([
    {
      index: 0,
      id: expect.stringMatching(/^call_/) as string,
      type: "function",
      function: {
        name: "convert_units",
        arguments: '{"value": 2, "from": "meters", "to": "feet"}',
      },
    },
  ]);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("tool_calls");
});

it("stops working when the reader goes away", async () => {
  const messages = [{ role: "user", content: "Tell me a long story about the sea." }];
  for (let round = 0; round < 12; round += 1) {
    const response = await post({ messages, stream: true, max_tokens: 900 });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
  }
  // More of them than may run and wait: the next one would be refused had they not ended.
  expect((await post({ messages: [FRANCE], max_tokens: 2 })).status).toBe(200);
});

it("refuses with 429 what the queue cannot take", async () => {
  const controller = new AbortController();
  const messages = [{ role: "user", content: "Tell me a long story about the sea." }];
  const all = Array.from({ length: 12 }, () =>
    post({ messages, max_tokens: 900 }, controller.signal),
  );
  const refused = await Promise.race(
    all.map(async (answer) => {
      const response = await answer;
      return response.status === 429 ? response : new Promise<never>(() => {});
    }),
  );
  expect(refused.headers.get("retry-after")).toBe("1");
  controller.abort(new DOMException("gone", "AbortError"));
  await Promise.all(all);
});

describe("fields", () => {
  const IMAGE = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } };
  it.each([
    [{}, "messages"],
    [{ messages: [] }, "messages"],
    [{ messages: "hi" }, "messages"],
    [{ messages: [{ role: "robot", content: "hi" }] }, "messages[0].role"],
    [{ messages: [{ role: "user", content: 4 }] }, "messages[0].content"],
    [{ messages: [{ role: "user", content: [IMAGE] }] }, "messages"],
    [{ messages: [FRANCE], stream: "yes" }, "stream"],
    [{ messages: [FRANCE], max_tokens: 0 }, "max_tokens"],
    [{ messages: [FRANCE], max_completion_tokens: 1.5 }, "max_completion_tokens"],
    [{ messages: [FRANCE], temperature: 3 }, "temperature"],
    [{ messages: [FRANCE], stop: ["a", "b", "c", "d", "e"] }, "stop"],
    [{ messages: [FRANCE], stop: "" }, "stop"],
    [{ messages: [FRANCE], n: 2 }, "n"],
    [{ messages: [FRANCE], response_format: { type: "json_object" } }, "response_format"],
    [{ messages: [FRANCE], tools: [{ type: "function" }] }, "tools[0]"],
    [{ messages: [FRANCE], tool_choice: "required" }, "tool_choice"],
    [{ messages: [FRANCE], stream_options: { include_usage: 1 } }, "stream_options.include_usage"],
  ])("refuses %j with 400 naming %s", async (body, param) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
  });

  it("reads OpenAI's spellings: nulls, text parts, developer, one stop string", () => {
    const request = readChatRequest({
      messages: [
        { role: "developer", content: "Be kind." },
        {
          role: "user",
          content: [
            { type: "text", text: "a" },
            { type: "text", text: "b" },
          ],
        },
      ],
      max_tokens: null,
      max_completion_tokens: 7,
      stop: "END",
      tools: null,
    });
    expect(request).toMatchObject({
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "a\nb" },
      ],
      maxTokens: 7,
      stop: ["END"],
      toolChoice: { type: "none" },
      streamed: false,
    });
  });
});
