import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProviderContract } from "../../../tests/fixtures/contracts/contract.ts";
import { INPUTS, TINY_PNG, WITH_TOOL } from "../../../tests/fixtures/contracts/contract.ts";
import { contractOf } from "../../../tests/fixtures/contracts/contracts.ts";
import { collect } from "../../../tests/fixtures/provider-answers.ts";
import type { ScriptedUpstream } from "../../../tests/fixtures/scripted-upstream.ts";
import { inPieces, startUpstream } from "../../../tests/fixtures/scripted-upstream.ts";
import type { GatewayLimits } from "../limits.ts";
import { GATEWAY_LIMITS } from "../limits.ts";
import type { PromptMessage, Task, TaskEvent, TaskInput } from "../run-types.ts";
import { providerByName } from "./registry.ts";

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

/** Asks a provider, which answers as documented unless `body` is something else. */
async function ask<T extends Task>(
  name: string,
  task: T,
  input: TaskInput[T],
  options: { model?: string; body?: string; limits?: Partial<GatewayLimits> } = {},
): Promise<TaskEvent[T][]> {
  const provider = providerByName(name);
  const contract = provider && contractOf(provider);
  const own = contract?.tasks[task] as ProviderContract["tasks"]["text"];
  if (provider === undefined || contract === undefined || own === undefined)
    throw new Error(`There is no ${name} for ${task}.`);
  const { body = own.answer.body, limits } = options;
  upstream.play(inPieces(body, own.answer.contentType, 100_000));
  const adapter = provider.open(contract.env(upstream.url, "key"), {
    fetch,
    limits: { ...GATEWAY_LIMITS, ...limits },
  })[task];
  if (adapter === undefined) throw new Error(`${name} has no adapter for ${task}.`);
  const { signal } = new AbortController();
  return collect(adapter({ model: options.model ?? own.model, input, signal }));
}

const sent = (): Record<string, unknown> =>
  JSON.parse(upstream.requests.at(-1)?.body.toString() ?? "null") as Record<string, unknown>;

const EVERYTHING: TaskInput["text"] = {
  ...WITH_TOOL,
  temperature: 0.5,
  topP: 0.9,
  stop: ["END"],
  seed: 7,
  toolChoice: { name: "get_time" },
  parallelToolCalls: false,
  user: "u1",
};
const SCHEMA = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
const FORMAT = { type: "json-schema" as const, name: "answer", schema: SCHEMA, strict: true };

describe("what is asked for", () => {
  it("P14: OpenAI's family has its fields, and only those that were asked for", async () => {
    await ask("groq", "text", { ...EVERYTHING, reasoningEffort: "low", responseFormat: FORMAT });
    expect(sent()).toMatchObject({
      temperature: 0.5,
      top_p: 0.9,
      stop: ["END"],
      seed: 7,
      tool_choice: { type: "function", function: { name: "get_time" } },
      parallel_tool_calls: false,
      reasoning_effort: "low",
      user: "u1",
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", schema: SCHEMA, strict: true },
      },
    });
    await ask("groq", "text", { messages: INPUTS.text.messages });
    expect(Object.keys(sent()).toSorted()).toEqual([
      "messages",
      "model",
      "stream",
      "stream_options",
    ]);
    await ask("groq", "text", { ...INPUTS.text, responseFormat: { type: "json" } });
    expect(sent()).toMatchObject({ response_format: { type: "json_object" } });
  });

  it("P14: a row's own names of fields are used", async () => {
    await ask("mistral", "text", { ...INPUTS.text, seed: 7 });
    expect(sent()).toMatchObject({ random_seed: 7, max_tokens: 50 });
    await ask("openai", "text", INPUTS.text);
    expect(sent()).toMatchObject({ max_completion_tokens: 50 });
    await ask("voyage", "embedding", { values: ["one", "two"], dimensions: 256 });
    expect(sent()).toMatchObject({ output_dimension: 256 });
    await ask("together", "text-to-image", { prompt: "A", size: "512x512", seed: 1, count: 2 });
    expect(sent()).toMatchObject({ response_format: "base64", size: "512x512", seed: 1, n: 2 });
    await ask("openai", "text-to-image", { prompt: "A" });
    expect(sent()).not.toHaveProperty("response_format");
    await ask("openai", "text-to-image", { prompt: "A" }, { model: "dall-e-3" });
    expect(sent()).toMatchObject({ response_format: "b64_json" });
  });

  it("P14: Anthropic has its own", async () => {
    await ask("anthropic", "text", EVERYTHING);
    expect(sent()).toMatchObject({
      stop_sequences: ["END"],
      tool_choice: { type: "tool", name: "get_time", disable_parallel_tool_use: true },
      tools: [{ name: "get_time", input_schema: { type: "object" } }],
      metadata: { user_id: "u1" },
    });
    await ask(
      "anthropic",
      "text",
      { ...INPUTS.text, maxTokens: 4000, reasoningEffort: "low" },
      { model: "claude-sonnet-4-5" },
    );
    expect(sent()).toMatchObject({ thinking: { type: "enabled" } });
    await ask(
      "anthropic",
      "text",
      { ...INPUTS.text, responseFormat: FORMAT },
      { model: "claude-sonnet-4-5" },
    );
    expect(JSON.stringify(sent())).toContain('"required":["a"]');
  });

  it("P14: Google has its own", async () => {
    await ask("google", "text", { ...EVERYTHING, reasoningEffort: "low" });
    expect(sent()).toMatchObject({
      generationConfig: {
        temperature: 0.5,
        topP: 0.9,
        seed: 7,
        stopSequences: ["END"],
        thinkingConfig: { includeThoughts: true },
      },
      toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["get_time"] } },
    });
    await ask("google", "text", { ...INPUTS.text, responseFormat: FORMAT });
    expect(sent()).toMatchObject({ generationConfig: { responseMimeType: "application/json" } });
    await ask("google", "embedding", { values: ["one", "two"], dimensions: 256 });
    expect(JSON.stringify(sent())).toContain('"outputDimensionality":256');
  });

  it("P14: OpenAI's Responses API has its own", async () => {
    const body = "data: [DONE]\n\n";
    const asked = ask(
      "openai",
      "text",
      { ...EVERYTHING, responseFormat: FORMAT },
      {
        model: "gpt-5-pro",
        body,
      },
    );
    await expect(asked).rejects.toMatchObject({ code: "model_failed" });
    expect(sent()).toMatchObject({
      tool_choice: { type: "function", name: "get_time" },
      parallel_tool_calls: false,
      user: "u1",
      text: { format: { type: "json_schema", name: "answer", strict: true } },
    });
  });

  it("P14: a conversation with tools is told whole", async () => {
    const messages: PromptMessage[] = [
      { role: "user", text: "", images: [{ mediaType: "image/png", data: TINY_PNG }] },
      {
        role: "assistant",
        text: "",
        toolCalls: [
          { id: "c1", name: "get_time", input: '{"timezone":"UTC"}' },
          { id: "c2", name: "get_time", input: "not JSON" },
        ],
      },
      { role: "tool", toolCallId: "c1", name: "get_time", text: "Four." },
      { role: "tool", toolCallId: "c2", name: "get_time", text: "Wrong input." },
    ];
    await ask("anthropic", "text", { ...WITH_TOOL, messages });
    expect(sent()).toMatchObject({
      messages: [
        { role: "user", content: [{ type: "image" }] },
        {
          role: "assistant",
          content: [
            { type: "tool_use", id: "c1", name: "get_time", input: { timezone: "UTC" } },
            { type: "tool_use", id: "c2", input: { input: "not JSON" } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "c1" },
            { type: "tool_result", tool_use_id: "c2" },
          ],
        },
      ],
    });
    await ask("google", "text", { ...WITH_TOOL, messages });
    const { contents } = sent() as { contents: { role: string; parts: object[] }[] };
    expect(contents.map(({ role }) => role)).toEqual(["user", "model", "user"]);
    expect(contents[2]?.parts).toMatchObject([
      { functionResponse: { name: "get_time" } },
      { functionResponse: { name: "get_time" } },
    ]);
  });

  it("P14: a picture by link goes to who follows it, and is refused for who doesn't", async () => {
    const images = [{ url: "https://example.com/a.png" }];
    const messages: PromptMessage[] = [{ role: "user", text: "What is it?", images }];
    await ask("anthropic", "text", { messages });
    expect(JSON.stringify(sent())).toContain('{"type":"url","url":"https://example.com/a.png"}');
    const asked = ask("google", "text", { messages }, { model: "gemini-2.0-flash" });
    await expect(asked).rejects.toMatchObject({ code: "unsupported", field: "messages" });
  });

  it("P14: what can't be done is said", async () => {
    const json = ask("anthropic", "text", { ...INPUTS.text, responseFormat: { type: "json" } });
    await expect(json).rejects.toMatchObject({ code: "unsupported", field: "responseFormat" });
    const effort = ask("google", "text", { ...INPUTS.text, reasoningEffort: "enormous" });
    await expect(effort).rejects.toMatchObject({ code: "bad_input", field: "reasoningEffort" });
    const form = ask("workers-ai", "text-to-image", INPUTS["text-to-image"], {
      model: "@cf/black-forest-labs/flux-2-dev",
    });
    await expect(form).rejects.toMatchObject({ code: "unsupported" });
    const climbing = ask("workers-ai", "text", INPUTS.text, { model: "@cf/../../../user" });
    await expect(climbing).rejects.toMatchObject({ code: "bad_input", field: "model" });
  });

  it("P2: many values and many pictures take as many calls as the provider needs", async () => {
    const made = await ask("google", "text-to-image", { prompt: "A", count: 3 });
    expect(made.filter(({ type }) => type === "image")).toHaveLength(3);
    expect(made.at(-1)).toMatchObject({ usage: { images: 3, inputTokens: 12 } });
    expect(upstream.requests).toHaveLength(3);
  });
});

describe("limits", () => {
  it("P13: a line that never ends", async () => {
    const body = `data: {"a":"${"x".repeat(3000)}"}\n\n`;
    for (const name of ["anthropic", "google", "groq"])
      await expect(
        ask(name, "text", INPUTS.text, { body, limits: { eventLength: 1000 } }),
      ).rejects.toMatchObject({ code: "model_failed" });
  });

  it("P13: a tool's input, vectors and pictures that are too long", async () => {
    const model_failed = { code: "model_failed" };
    for (const name of ["anthropic", "google", "groq"]) {
      const provider = providerByName(name);
      const tools = provider && contractOf(provider)?.tasks.text?.cases?.["tools"]?.answer.body;
      await expect(
        ask(name, "text", WITH_TOOL, { body: String(tools), limits: { toolInputLength: 10 } }),
      ).rejects.toMatchObject(model_failed);
      await expect(
        ask(name, "text", WITH_TOOL, { body: String(tools), limits: { toolCalls: 0 } }),
      ).rejects.toMatchObject(model_failed);
    }
    for (const name of ["google", "mistral", "workers-ai"])
      await expect(
        ask(name, "embedding", INPUTS.embedding, { limits: { embeddingBytes: 40 } }),
      ).rejects.toMatchObject(model_failed);
    for (const name of ["google", "openai", "workers-ai"])
      await expect(
        ask(name, "text-to-image", INPUTS["text-to-image"], { limits: { imageBytes: 60 } }),
      ).rejects.toMatchObject(model_failed);
  });
});
