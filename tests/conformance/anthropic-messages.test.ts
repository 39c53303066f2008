import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatChunks, messageEvents, sseText, streaming } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: Anthropic;
beforeAll(async () => {
  gateway = await startGateway();
  client = new Anthropic({ apiKey: gateway.apiKey, baseURL: gateway.url, maxRetries: 0 });
});
afterAll(() => gateway.close());

describe("the official Anthropic client", () => {
  it.each(["openai/gpt-4.1-mini", "anthropic/claude-haiku-4-5"])(
    "F1: streams a message from %s",
    async (model) => {
      gateway.upstream.play(
        model.startsWith("openai")
          ? streaming(sseText(chatChunks(["Hello", " there", "."])))
          : streaming(sseText(messageEvents(["Hello", " there", "."]), true)),
      );
      const stream = client.messages.stream({
        model,
        max_tokens: 100,
        messages: [{ role: "user", content: "Hi?" }],
      });
      expect(await stream.finalText()).toBe("Hello there.");
      expect((await stream.finalMessage()).stop_reason).toBe("end_turn");
    },
  );
});
