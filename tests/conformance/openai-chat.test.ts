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

const USAGE = {
  prompt_tokens: 21,
  completion_tokens: 3,
  total_tokens: 24,
  prompt_tokens_details: { cached_tokens: 4 },
};
const hello = sseText(chatChunks(["Hello", " there", "."], USAGE));
const question = { role: "user", content: "Hi?" } as const;

describe("the official openai client", () => {
  it.each(["openai/gpt-4.1-mini", "anthropic/claude-haiku-4-5"])(
    "F1: streams a chat from %s",
    async (model) => {
      gateway.upstream.play(
        model.startsWith("openai")
          ? streaming(hello)
          : streaming(sseText(messageEvents(["Hello", " there", "."]), true)),
      );
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
      expect([text, reason]).toEqual(["Hello there.", "stop"]);
      expect(usage?.completion_tokens).toBe(3);
    },
  );

  it("F1: asks for a whole chat", async () => {
    gateway.upstream.play(streaming(sseText(messageEvents(["Hello", " there", "."]), true)));
    const answer = await client.chat.completions.create({
      model: "anthropic/claude-haiku-4-5",
      messages: [question],
    });
    expect(answer.choices[0]?.message.content).toBe("Hello there.");
    expect(answer.model).toBe("anthropic/claude-haiku-4-5");
    expect(answer.usage?.total_tokens).toBe(12);
  });
});
