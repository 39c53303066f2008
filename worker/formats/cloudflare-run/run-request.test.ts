import { describe, expect, it } from "vitest";
import { encodeWav } from "../../../shared/audio/wav.ts";
import { PIXEL_PNG } from "../../../tests/fixtures/pixel-png.ts";
import { readBindingOptions } from "./binding-options.ts";
import { readCloudflareRequest, readRunBody } from "./run-request.ts";

const read = readCloudflareRequest;

describe("inputs as Cloudflare's models take them", () => {
  it.each([
    [{ prompt: "Hi?" }, [{ role: "user", text: "Hi?" }]],
    [{ input: "Hi?" }, [{ role: "user", text: "Hi?" }]],
    [
      { input: "Hi?", instructions: "Be short." },
      [
        { role: "system", text: "Be short." },
        { role: "user", text: "Hi?" },
      ],
    ],
    [
      {
        messages: [
          { role: "system", content: "Be short." },
          { role: "user", content: "Hi?" },
        ],
      },
      [
        { role: "system", text: "Be short." },
        { role: "user", text: "Hi?" },
      ],
    ],
  ])("F20: text (%#)", (inputs, messages) => {
    expect(read("openai/gpt-4.1", inputs)).toMatchObject({
      task: "text",
      stream: false,
      run: { model: "openai/gpt-4.1", input: { messages } },
    });
  });

  it("F20: tools without their wrapping, and calls without ids", () => {
    const request = read("workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast", {
      messages: [
        { role: "user", content: "Weather?" },
        {
          role: "assistant",
          content: "",
          tool_calls: [{ name: "weather", arguments: { city: "Oslo" } }],
        },
        { role: "tool", name: "weather", content: "Rain." },
      ],
      tools: [{ name: "weather", description: "d", parameters: { type: "object" } }],
      stream: true,
    });
    expect(request).toMatchObject({
      stream: true,
      run: {
        input: {
          tools: [{ name: "weather" }],
          messages: [
            { role: "user" },
            { role: "assistant", toolCalls: [{ name: "weather", input: '{"city":"Oslo"}' }] },
            { role: "tool", name: "weather", text: "Rain." },
          ],
        },
      },
    });
  });

  it("F20: what the catalog says that the model does", () => {
    expect(read("openai/text-embedding-3-small", { text: ["a", "b"] })).toMatchObject({
      task: "embedding",
      run: { input: { values: ["a", "b"] } },
    });
    expect(read("local/piper-joe", { text: "Hello.", voice: "joe" })).toMatchObject({
      task: "text-to-speech",
      run: { input: { text: "Hello.", voice: "joe" } },
    });
    expect(read("openai/gpt-image-1", { prompt: "A cat.", width: 64, height: 32 })).toMatchObject({
      task: "text-to-image",
      run: { input: { prompt: "A cat.", size: "64x32" } },
    });
    const audio = encodeWav(new Int16Array(160), 16_000);
    for (const form of [audio, [...audio], { body: Buffer.from(audio).toString("base64") }])
      expect(read("local/moonshine-tiny", { audio: form })).toMatchObject({
        task: "speech-to-text",
        run: { input: { rate: 16_000 } },
      });
    const image = [...Buffer.from(PIXEL_PNG, "base64")];
    expect(read("local/parley-sight", { image, prompt: "What?" })).toMatchObject({
      task: "image-to-text",
      run: { input: { question: "What?", image: { mediaType: "image/png" } } },
    });
  });

  it("F26: REST has the inputs under `input`, or beside the model", () => {
    const inputs = { prompt: "Hi?" };
    expect(readRunBody({ model: "m", input: inputs })).toEqual({ model: "m", inputs });
    expect(readRunBody({ model: "m", ...inputs })).toEqual({ model: "m", inputs });
    expect(readRunBody({ model: "m", input: "Hi?", stream: true })).toEqual({
      model: "m",
      inputs: { input: "Hi?", stream: true },
    });
  });
});

describe("options of the binding", () => {
  it("F20: are those of Cloudflare's types", () => {
    expect(
      readBindingOptions({
        gateway: {
          id: "default",
          cacheKey: "k",
          cacheTtl: 60,
          skipCache: false,
          metadata: { team: "AI", nothing: null, large: 12n },
          eventId: "e",
          requestTimeoutMs: 500,
          retries: { maxAttempts: 3, retryDelayMs: 10, backoff: "constant" },
        },
        metadata: { userId: 12345 },
        tags: ["a", "b"],
        extraHeaders: { "x-parley-journal": "true" },
      }),
    ).toEqual({
      options: {
        cache: { key: "k", ttlSeconds: 60 },
        timeoutMs: 500,
        attempts: 3,
      },
      metadata: { team: "AI", large: "12", userId: 12345, eventId: "e", tags: "a,b" },
      raw: false,
      headers: { "x-parley-journal": "true" },
    });
    expect(readBindingOptions({ gateway: { cacheKey: "", skipCache: false } }).options).toEqual({});
    expect(readBindingOptions({ gateway: { skipCache: true } }).options).toEqual({
      cache: { skip: true },
    });
    expect(readBindingOptions(undefined)).toMatchObject({ options: {}, metadata: {}, raw: false });
  });

  it.each([
    [{ websocket: true }, "websocket"],
    [{ queueRequest: true }, "queueRequest"],
    [{ gateway: { retries: { maxAttempts: 9 } } }, "gateway.retries.maxAttempts"],
    [{ metadata: { deep: {} } }, "metadata.deep"],
  ])("F12: a wrong option is named (%#)", (options, field) => {
    expect(() => readBindingOptions(options)).toThrow(expect.objectContaining({ field }));
  });
});
