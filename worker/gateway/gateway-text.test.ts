import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { collect, providerAnswer } from "../../tests/fixtures/provider-answers.ts";
import type { ScriptedUpstream } from "../../tests/fixtures/scripted-upstream.ts";
import { inPieces, startUpstream } from "../../tests/fixtures/scripted-upstream.ts";
import { createGateway } from "./gateway.ts";
import type { RunRequest, TaskEvent } from "./run-types.ts";

const PROMPT = { messages: [{ role: "user", text: "What time is it?" }] } as const;

let upstream: ScriptedUpstream;

beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

function ask(
  input: RunRequest<"text">["input"] = PROMPT,
  env: object = {},
  model = "compatible/tiny",
): Promise<TaskEvent["text"][]> {
  const gateway = createGateway({ PARLEY_COMPATIBLE_URL: upstream.url, ...env });
  return collect(gateway.run({ task: "text", model, input }));
}

const sent = (): Record<string, unknown> =>
  JSON.parse(upstream.requests[0]?.body.toString() ?? "null") as Record<string, unknown>;

const data = (...chunks: object[]): string =>
  chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");

describe("text", () => {
  it.each([1, 7, 100_000])("G7: streams text however it is cut (%i bytes)", async (size) => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", size));
    const events = await ask();
    const texts = events.flatMap((event) => (event.type === "text" ? [event.text] : []));
    expect(texts).toEqual(["It’s ", "half past ", "four – ", "tea 🫖 time."]);
    expect(events.at(-1)).toEqual({
      type: "finish",
      reason: "stop",
      usage: { inputTokens: 42, cachedTokens: 32, outputTokens: 7 },
    });
    expect(events.filter((event) => event.type === "finish")).toHaveLength(1);
  });

  it("G7: usage that was not reported is absent", async () => {
    const end = { choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: "length" }] };
    upstream.play(inPieces(data(end), "text/event-stream", 100));
    expect(await ask()).toEqual([
      { type: "text", text: "Hi" },
      { type: "finish", reason: "length", usage: {} },
    ]);
  });

  it.each([3, 100_000])("G8: puts tool calls together (%i bytes)", async (size) => {
    upstream.play(inPieces(providerAnswer("chat-tools.sse"), "text/event-stream", size));
    expect((await ask()).filter((event) => event.type !== "tool-input")).toEqual([
      {
        type: "tool-call",
        call: { id: "call_a", name: "get_time", input: '{"timezone":"Europe/Paris"}' },
      },
      {
        type: "tool-call",
        call: { id: "call_b", name: "convert_units", input: '{"value":5,"from":"mi","to":"km"}' },
      },
      {
        type: "finish",
        reason: "tool-calls",
        usage: { inputTokens: 42, cachedTokens: 32, outputTokens: 7 },
      },
    ]);
  });

  it("G24: sends the prompt and the tools in OpenAI's format, with the key", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 1000));
    const parameters = { type: "object", properties: {} };
    await ask(
      {
        messages: [
          { role: "system", text: "Be short." },
          { role: "user", text: "Time?" },
          { role: "assistant", text: "", toolCalls: [{ id: "c1", name: "get_time", input: "{}" }] },
          { role: "tool", toolCallId: "c1", name: "get_time", text: "Four." },
        ],
        tools: [{ name: "get_time", description: "Tells it.", parameters }],
        maxTokens: 50,
        temperature: 0.5,
      },
      { PARLEY_COMPATIBLE_KEY: "a-key" },
      "compatible/org/tiny",
    );
    expect(upstream.requests[0]?.method).toBe("POST");
    expect(upstream.requests[0]?.path).toBe("/v1/chat/completions");
    expect(upstream.requests[0]?.headers.authorization).toBe("Bearer a-key");
    expect(sent()).toEqual({
      model: "org/tiny",
      messages: [
        { role: "system", content: "Be short." },
        { role: "user", content: "Time?" },
        {
          role: "assistant",
          content: "",
          tool_calls: [
            { id: "c1", type: "function", function: { name: "get_time", arguments: "{}" } },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: "Four." },
      ],
      tools: [
        { type: "function", function: { name: "get_time", description: "Tells it.", parameters } },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 50,
      temperature: 0.5,
    });
  });

  it("G24: sends no authorization without a key", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 1000));
    await ask();
    expect(upstream.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("G24: follows a row's own field names and an address with a path", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 1000));
    const env = { OPENAI_API_KEY: "k", OPENAI_BASE_URL: `${upstream.url}/proxy/v2/` };
    await ask({ ...PROMPT, maxTokens: 9 }, env, "openai/gpt-5-mini");
    expect(upstream.requests[0]?.path).toBe("/proxy/v2/chat/completions");
    expect(sent()).toMatchObject({ max_completion_tokens: 9 });
    expect(sent()).not.toHaveProperty("max_tokens");
  });

  it("G24: asks a server for usage only where it must be asked", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 1000));
    await ask(PROMPT, { MISTRAL_API_KEY: "k", MISTRAL_BASE_URL: upstream.url }, "mistral/m");
    expect(sent()).not.toHaveProperty("stream_options");
  });

  it("G20: gives images to a model that sees", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 1000));
    const images = [{ mediaType: "image/png", data: new Uint8Array([137, 80, 78, 71]) }];
    const messages = [{ role: "user", text: "What is it?", images }] as const;
    await ask({ messages }, {}, "compatible/llava-7b");
    expect(sent()["messages"]).toEqual([
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw==" } },
          { type: "text", text: "What is it?" },
        ],
      },
    ]);
  });

  it("G20: refuses images for a model that doesn't see, without asking it", () => {
    const gateway = createGateway({ PARLEY_COMPATIBLE_URL: upstream.url });
    const images = [{ mediaType: "image/png", data: new Uint8Array(1) }];
    const input = { messages: [{ role: "user", text: "What is it?", images }] } as const;
    expect(() => gateway.run({ task: "text", model: "compatible/tiny", input })).toThrow(
      expect.objectContaining({ code: "unsupported", field: "messages" }),
    );
    expect(upstream.requests).toHaveLength(0);
  });

  it("G20: says whether a model sees", () => {
    const gateway = createGateway({ PARLEY_THINK: "ollama/gemma3:4b" });
    expect(gateway.sees()).toBe(true);
    expect(gateway.sees("ollama/llama3.2")).toBe(false);
    expect(createGateway({}).sees()).toBe(false);
  });

  it("G19: asks nothing before the run is read; the run has an id and its model", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 1000));
    const gateway = createGateway({ PARLEY_LOCAL_URL: upstream.url }, { newId: () => "run_1" });
    const run = gateway.run({ task: "text", model: "local/tiny", input: PROMPT });
    expect([run.id, run.model, upstream.requests.length]).toEqual(["run_1", "local/tiny", 0]);
    await collect(run);
    expect(upstream.requests).toHaveLength(1);
  });

  it("G5, G19: a model that can't be served shows at run", () => {
    const run = () => createGateway({}).run({ task: "text", model: "nobody/x", input: PROMPT });
    expect(run).toThrow(expect.objectContaining({ code: "bad_input", field: "model" }));
  });

  it("G5: an address that is none shows when the run is read", async () => {
    const env = { PARLEY_COMPATIBLE_URL: "ftp://x" };
    await expect(ask(PROMPT, env)).rejects.toMatchObject({
      code: "bad_input",
      field: "PARLEY_COMPATIBLE_URL",
    });
  });
});
