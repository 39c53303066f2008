import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatChunks, messageEvents, sseText, streaming } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: OpenAI;
beforeAll(async () => {
  gateway = await startGateway();
  client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});
afterAll(() => gateway.close());

describe("a journalled stream", () => {
  it.each(["openai/gpt-4.1-mini", "anthropic/claude-haiku-4-5"])(
    "F16: is read by the official client, and again from the run (%s)",
    async (model) => {
      const isOpenAi = model.startsWith("openai");
      const words = ["Hello", " there", "."];
      gateway.upstream.play(
        streaming(isOpenAi ? sseText(chatChunks(words)) : sseText(messageEvents(words), true)),
      );
      const asked = gateway.upstream.requests.length;
      const { data, response } = await client.chat.completions
        .create(
          { model, messages: [{ role: "user", content: "Hi?" }], stream: true },
          { headers: { "x-parley-journal": "true" } },
        )
        .withResponse();
      let text = "";
      for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? "";
      expect(text).toBe("Hello there.");
      const id = response.headers.get("x-parley-run-id") ?? "";
      const again = await fetch(`${gateway.url}/v1/runs/${id}/events?from=0`, {
        headers: { authorization: `Bearer ${gateway.apiKey}` },
      });
      const events = await again.text();
      expect(events).toContain("Hello");
      expect(events).toContain("[DONE]");
      expect(gateway.upstream.requests.length).toBe(asked + 1);
    },
  );
});
