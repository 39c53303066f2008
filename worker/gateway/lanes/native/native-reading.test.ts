import { describe, expect, it } from "vitest";
import {
  chatChunks,
  messageEvents,
  sseText,
  toolUseEvents,
} from "../../../../tests/fixtures/sse-script.ts";
import { KeptText } from "./kept-text.ts";
import { readNative } from "./native-reading.ts";

const USAGE = {
  prompt_tokens: 21,
  completion_tokens: 3,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 1 },
};

describe("what metering learns of a provider's bytes", () => {
  it("F18: a chat's usage, which many servers send as null before", () => {
    const text = sseText(chatChunks(["Hello"], USAGE)).replace('"model"', '"usage":null,"model"');
    expect(readNative("openai-chat", text, true)).toEqual({
      usage: { inputTokens: 21, outputTokens: 3, cachedTokens: 4, reasoningTokens: 1 },
      text: "",
      isComplete: true,
    });
  });

  it("F18: a message's usage, told in two parts", () => {
    const text = sseText(messageEvents(["Hello"]), true);
    expect(readNative("anthropic-messages", text, true)).toMatchObject({
      usage: { inputTokens: 9, outputTokens: 3 },
      isComplete: true,
    });
  });

  it("F18: Anthropic's cached tokens are part of the input", () => {
    const usage = {
      input_tokens: 5,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 20,
      output_tokens: 7,
    };
    expect(readNative("anthropic-messages", JSON.stringify({ usage }), false).usage).toEqual({
      inputTokens: 125,
      cachedTokens: 100,
      cacheWriteTokens: 20,
      outputTokens: 7,
    });
  });

  it("F18: a response's usage", () => {
    const usage = { input_tokens: 8, output_tokens: 2, total_tokens: 10 };
    const text = sseText([{ type: "response.completed", response: { usage } }], true);
    expect(readNative("openai-responses", text, true)).toMatchObject({
      usage: { inputTokens: 8, outputTokens: 2 },
      isComplete: true,
    });
  });

  it("F18: a transcript's usage, in tokens or in seconds", () => {
    const reading = (usage: object) =>
      readNative("openai-transcriptions", JSON.stringify({ text: "Hello.", usage }), false).usage;
    expect(reading({ type: "tokens", input_tokens: 14, output_tokens: 45 })).toEqual({
      inputTokens: 14,
      outputTokens: 45,
    });
    expect(reading({ type: "duration", seconds: 7 })).toEqual({ audioSeconds: 7 });
    const done = {
      type: "transcript.text.done",
      text: "Hello.",
      usage: { input_tokens: 3, output_tokens: 4 },
    };
    expect(readNative("openai-transcriptions", sseText([done]), true).usage).toEqual({
      inputTokens: 3,
      outputTokens: 4,
    });
  });

  it("F18: the words, for an estimate, where no usage was told", () => {
    expect(readNative("openai-chat", sseText(chatChunks(["Hello", " there"])), true)).toMatchObject(
      {
        usage: {},
        text: "Hello there",
      },
    );
    const tool = sseText(toolUseEvents("weather", '{"city":1}'), true).replaceAll("usage", "other");
    expect(readNative("anthropic-messages", tool, true).text).toContain("city");
  });

  it.each([
    ["openai-chat", sseText(chatChunks(["Hello"]).slice(0, 3))],
    ["anthropic-messages", sseText(messageEvents(["Hello"]).slice(0, 4), true)],
    ["openai-responses", sseText([{ type: "response.created", response: {} }], true)],
  ] as const)("F18: whether a stream of %s has its end", (format, text) => {
    expect(readNative(format, text, true).isComplete).toBe(false);
    expect(readNative(format, text, false).isComplete).toBe(true);
  });

  it("F18: bytes that are no JSON are the caller's affair", () => {
    expect(readNative("openai-chat", "<html>", false)).toEqual({
      usage: {},
      text: "",
      isComplete: true,
    });
  });
});

it("F14: of a long answer its beginning and its end are kept", () => {
  const kept = new KeptText();
  const utf8 = new TextEncoder();
  kept.add(utf8.encode("first"));
  for (let at = 0; at < 40; at++) kept.add(utf8.encode("x".repeat(64 * 1024)));
  kept.add(utf8.encode("last"));
  const text = kept.text();
  expect([text.startsWith("first"), text.endsWith("last"), kept.isWhole]).toEqual([
    true,
    true,
    false,
  ]);
  expect(text.length).toBeLessThan(1.2 * 1024 * 1024);
  expect(kept.bytes).toBe(40 * 64 * 1024 + 9);
});
