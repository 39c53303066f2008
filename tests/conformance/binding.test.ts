import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  answering,
  chatChunks,
  messageEvents,
  sseText,
  streaming,
  toolCallChunks,
} from "../fixtures/sse-script.ts";
import type { UpstreamScript } from "../fixtures/scripted-upstream.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const WORDS = ["Hello", " there", "."];
const USAGE = { prompt_tokens: 21, completion_tokens: 3, total_tokens: 24 };
const chat = streaming(sseText(chatChunks(WORDS, USAGE)));
const claude = streaming(sseText(messageEvents(WORDS), true));
const call = (path: string): Promise<Response> => fetch(`${gateway.callerUrl}${path}`);

/** Sends a first chunk and then nothing. */
const hanging: UpstreamScript = (_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(sseText(chatChunks(["Hello"]).slice(0, 2)));
};

describe("another Worker with the binding AI", () => {
  it("F20: runs a model as Cloudflare's documentation writes it", async () => {
    gateway.upstream.play(claude);
    const response = await call("/text");
    expect(await response.json()).toMatchObject({
      response: "Hello there.",
      output_text: "Hello there.",
      status: "completed",
      usage: { output_tokens: 3 },
    });
    const { path, body } = gateway.upstream.requests.at(-1) ?? {};
    expect(path).toBe("/anthropic/v1/messages");
    expect(JSON.parse(String(body))).toMatchObject({ model: "claude-opus-4-6" });
  });

  it("F20: gives messages an answer with response and choices", async () => {
    gateway.upstream.play(chat);
    expect(await (await call("/messages")).json()).toMatchObject({
      response: "Hello there.",
      choices: [{ message: { content: "Hello there." }, finish_reason: "stop" }],
      usage: USAGE,
    });
  });

  it("F21: gives a stream as the bytes of its events", async () => {
    gateway.upstream.play(chat);
    const text = await (await call("/stream")).text();
    expect(text).toContain('data: {"response":"Hello"}\n\n');
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  });

  it("F21: gives speech as a file's bytes", async () => {
    gateway.upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "audio/pcm" }).end(Buffer.alloc(4800));
    });
    const bytes = Buffer.from(await (await call("/speech")).arrayBuffer());
    expect(bytes.subarray(0, 4).toString()).toBe("RIFF");
    expect(bytes.length).toBe(4844);
  });

  it("F22: gives a response with its headers where it is asked for", async () => {
    gateway.upstream.play(chat);
    const response = await call("/raw");
    expect(response.headers.get("x-parley-model")).toBe("openai/gpt-4.1-mini");
    expect(response.headers.get("x-parley-run-id")).toMatch(/^run_/);
    expect(await response.json()).toMatchObject({ response: "Hello there." });
  });

  it("F23: a wrong model is an error with Cloudflare's number", async () => {
    expect(await (await call("/error")).text()).toMatch(/^5004: model: .*provider/);
  });

  it("F24: lists models that can be called", async () => {
    const models = (await (await call("/models")).json()) as { id: string }[];
    expect(models.map(({ id }) => id)).toContain("anthropic/claude-opus-4-6");
  });

  it("F25: a caller that stops reading cancels upstream", async () => {
    gateway.upstream.play(hanging);
    const done = call("/cancel");
    expect(await (await done).text()).toBe("cancelled");
    await gateway.upstream.requests.at(-1)?.closed;
  });

  it("F25: a caller's signal cancels upstream", async () => {
    gateway.upstream.play(hanging);
    const response = await call("/abort");
    expect(await response.text()).toContain("cancelled");
    await gateway.upstream.requests.at(-1)?.closed;
  });
});

describe("workers-ai-provider, unmodified", () => {
  it("F1: generates a text", async () => {
    gateway.upstream.play(claude);
    expect(await (await call("/generate")).json()).toEqual({
      text: "Hello there.",
      outputTokens: 3,
    });
  });

  it("F1: streams a text", async () => {
    gateway.upstream.play(chat);
    expect(await (await call("/stream-text")).text()).toBe("Hello there.");
  });

  it("F2: calls a tool", async () => {
    gateway.upstream.play(streaming(sseText(toolCallChunks("weather", '{"city":"Oslo"}'))));
    expect(await (await call("/tools")).json()).toEqual([
      { toolName: "weather", input: { city: "Oslo" } },
    ]);
  });

  it("F6: embeds texts", async () => {
    gateway.upstream.play(
      answering({
        object: "list",
        data: [
          { object: "embedding", index: 0, embedding: [0.5, 1] },
          { object: "embedding", index: 1, embedding: [-0.5, 2] },
        ],
        model: "m",
        usage: { prompt_tokens: 2, total_tokens: 2 },
      }),
    );
    expect(await (await call("/embed")).json()).toEqual([
      [0.5, 1],
      [-0.5, 2],
    ]);
  });
});
