import { describe, expect, it } from "vitest";
import { PIXEL_PNG } from "../../tests/fixtures/pixel-png.ts";
import type { AppError } from "../../shared/errors/app-error.ts";
import { countTokens } from "./anthropic-messages/count-tokens.ts";
import { readMessagesRequest } from "./anthropic-messages/messages-request.ts";
import { readCloudflareRequest, readRunBody } from "./cloudflare-run/run-request.ts";
import { readSpeechRequest } from "./openai-audio/speech-request.ts";
import { readChatRequest } from "./openai-chat/chat-request.ts";
import { readEmbeddingsRequest } from "./openai-embeddings/embeddings.ts";
import { readImagesRequest } from "./openai-images/images.ts";
import { readResponsesRequest } from "./openai-responses/responses-request.ts";

const user = { role: "user", content: "Hi?" };
const chat = { model: "m", messages: [user] };
const message = { model: "m", max_tokens: 9, messages: [user] };
const response = { model: "m", input: "Hi?" };
const picture = (url: string): object => ({
  ...chat,
  messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }],
});
const block = (source: object): object => ({
  ...message,
  messages: [{ role: "user", content: [{ type: "image", source }] }],
});
const run = (model: string) => (inputs: unknown) => readCloudflareRequest(model, inputs);

type Case = readonly [read: (body: unknown) => unknown, body: unknown, code: string, field: string];

const CASES: readonly Case[] = [
  [readChatRequest, null, "bad_input", "body"],
  [readChatRequest, [], "bad_input", "body"],
  [readChatRequest, { messages: [user] }, "bad_input", "model"],
  [readChatRequest, { model: "m" }, "bad_input", "messages"],
  [readChatRequest, { model: "m", messages: [] }, "bad_input", "messages"],
  [readChatRequest, { ...chat, messages: [{ role: "robot" }] }, "bad_input", "messages[0].role"],
  [readChatRequest, { ...chat, messages: [{ role: "user" }] }, "bad_input", "messages[0].content"],
  [readChatRequest, { ...chat, max_tokens: -1 }, "bad_input", "max_tokens"],
  [readChatRequest, { ...chat, max_completion_tokens: 0 }, "bad_input", "max_completion_tokens"],
  [readChatRequest, { ...chat, temperature: 3 }, "bad_input", "temperature"],
  [readChatRequest, { ...chat, n: 2 }, "bad_input", "n"],
  [readChatRequest, { ...chat, stop: ["1", "2", "3", "4", "5"] }, "bad_input", "stop"],
  [readChatRequest, { ...chat, tools: [{ type: "function" }] }, "bad_input", "tools[0].function"],
  [
    readChatRequest,
    picture("data:image/png;base64,!!"),
    "bad_media",
    "messages[0].content[0].image_url.url",
  ],
  [
    readChatRequest,
    picture("data:image/png;base64,aGVsbG8="),
    "bad_media",
    "messages[0].content[0].image_url.url",
  ],
  [
    readChatRequest,
    picture("http://127.0.0.1/a.png"),
    "bad_input",
    "messages[0].content[0].image_url.url",
  ],
  [
    readChatRequest,
    picture("file:///etc/passwd"),
    "bad_input",
    "messages[0].content[0].image_url.url",
  ],
  [
    readChatRequest,
    { ...chat, messages: [{ role: "tool", tool_call_id: "call_1", content: "Rain." }] },
    "unsupported",
    "messages[0].tool_call_id",
  ],
  [readMessagesRequest, { ...message, max_tokens: undefined }, "bad_input", "max_tokens"],
  [readMessagesRequest, { ...message, max_tokens: -5 }, "bad_input", "max_tokens"],
  [
    readMessagesRequest,
    { ...message, messages: [{ role: "system", content: "x" }] },
    "bad_input",
    "messages[0].role",
  ],
  [
    readMessagesRequest,
    block({ type: "base64", media_type: "image/png", data: "aGVsbG8=" }),
    "bad_media",
    "messages[0].content[0].source.data",
  ],
  [
    readMessagesRequest,
    block({ type: "url", url: "http://a/b.png" }),
    "bad_input",
    "messages[0].content[0].source.url",
  ],
  [countTokens, { model: "m" }, "bad_input", "messages"],
  [readResponsesRequest, { model: "m" }, "bad_input", "input"],
  [readResponsesRequest, { ...response, max_output_tokens: -1 }, "bad_input", "max_output_tokens"],
  [readResponsesRequest, { ...response, prompt: { id: "p" } }, "unsupported", "prompt"],
  [
    readResponsesRequest,
    { model: "m", input: [{ type: "function_call_output", call_id: "c", output: "x" }] },
    "unsupported",
    "input[0].call_id",
  ],
  [readEmbeddingsRequest, { model: "m", input: "" }, "bad_input", "input"],
  [readEmbeddingsRequest, { model: "m", input: [] }, "bad_input", "input"],
  [readEmbeddingsRequest, { model: "m", input: [1, 2] }, "unsupported", "input"],
  [readEmbeddingsRequest, { model: "m", input: "a", dimensions: 0 }, "bad_input", "dimensions"],
  [
    readEmbeddingsRequest,
    { model: "m", input: Array.from({ length: 2049 }, () => "a") },
    "too_large",
    "input",
  ],
  [
    readEmbeddingsRequest,
    { model: "m", input: "a", encoding_format: "hex" },
    "bad_input",
    "encoding_format",
  ],
  [readImagesRequest, { model: "m" }, "bad_input", "prompt"],
  [readImagesRequest, { model: "m", prompt: "a", n: 11 }, "bad_input", "n"],
  [readImagesRequest, { model: "m", prompt: "a", size: "big" }, "bad_input", "size"],
  [
    readImagesRequest,
    { model: "m", prompt: "a", response_format: "url" },
    "unsupported",
    "response_format",
  ],
  [readSpeechRequest, { model: "m", input: "  " }, "bad_input", "input"],
  [readSpeechRequest, { model: "m", input: "a".repeat(5000) }, "bad_input", "input"],
  [readSpeechRequest, { model: "m", input: "a", speed: 9 }, "bad_input", "speed"],
  [readRunBody, { input: "a" }, "bad_input", "model"],
  [run("openai/gpt-4.1"), {}, "unsupported", "input"],
  [run("openai/gpt-4.1"), { prompt: "a", max_tokens: -1 }, "bad_input", "max_tokens"],
  [run("openai/text-embedding-3-small"), { text: [] }, "bad_input", "text"],
  [run("local/piper-joe"), {}, "bad_input", "text"],
  [run("local/moonshine-tiny"), {}, "bad_input", "audio"],
  [run("local/moonshine-tiny"), { audio: "aGVsbG8=" }, "bad_media", "audio"],
  [run("local/parley-sight"), { image: [1, 2, 3] }, "bad_media", "image"],
];

describe("what is wrong with a request", () => {
  it.each(CASES)("F12: is said by field (%#)", (read, body, code, field) => {
    let error: unknown;
    try {
      read(body);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "AppError", code, field });
    expect((error as AppError).message).toContain(field);
  });

  it("F3: a picture is what its bytes are", () => {
    const { run: request } = readChatRequest(picture(`data:image/jpeg;base64,${PIXEL_PNG}`));
    expect(request.input.messages[0]).toMatchObject({ images: [{ mediaType: "image/png" }] });
    const link = readChatRequest(picture("https://a.test/b.png"));
    expect(link.run.input.messages[0]).toMatchObject({ images: [{ url: "https://a.test/b.png" }] });
  });

  it("F13: names the first field that other formats don't have, and takes its neutral value", () => {
    const only = (rest: object): string | undefined =>
      readChatRequest({ ...chat, ...rest }).nativeOnly;
    expect(only({ presence_penalty: 0, logprobs: false, logit_bias: {} })).toBeUndefined();
    expect(only({ presence_penalty: 0.5 })).toBe("presence_penalty");
    expect(only({ logit_bias: { "50256": -100 } })).toBe("logit_bias");
    expect(only({ modalities: ["text", "audio"] })).toBe("modalities");
    expect(only({ nobody_knows_this: true })).toBeUndefined();
    const audio = [{ role: "user", content: [{ type: "input_audio", input_audio: {} }] }];
    expect(only({ messages: audio })).toBe("messages[0].content[0]");
    const tools = [{ type: "web_search_20250305", name: "web_search" }];
    expect(readMessagesRequest({ ...message, tools }).nativeOnly).toBe("tools[0]");
  });
});
