import { describe, expect, it } from "vitest";
import { collect, providerAnswer } from "../../tests/fixtures/provider-answers.ts";
import { createGateway } from "./gateway.ts";
import type { AiBinding } from "./providers/workers-ai/ai-binding.ts";
import type { TaskEvent } from "./run-types.ts";

type Call = readonly [model: string, input: Record<string, unknown>, signal: AbortSignal];

/** A binding that answers as its documentation says, and keeps what it was asked. */
function binding(answer: () => Response): AiBinding & { readonly calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    run(model, input, { signal }) {
      calls.push([model, input, signal]);
      return Promise.resolve(answer());
    },
  };
}

const say = (AI: AiBinding, model?: string): Promise<TaskEvent["text"][]> =>
  collect(
    createGateway({ AI }).run({
      task: "text",
      input: { messages: [{ role: "user", text: "Hello" }], maxTokens: 20 },
      ...(model === undefined ? {} : { model }),
    }),
  );

describe("Workers AI", () => {
  it("G25: reads the older stream", async () => {
    const AI = binding(() => new Response(providerAnswer("workers-ai-text.sse")));
    expect(await say(AI, "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast")).toEqual([
      { type: "text", text: "Hello" },
      { type: "text", text: " there." },
      { type: "finish", reason: "stop", usage: { inputTokens: 21, outputTokens: 3 } },
    ]);
    expect(AI.calls[0]?.[0]).toBe("@cf/meta/llama-3.3-70b-instruct-fp8-fast");
    expect(AI.calls[0]?.[1]).toEqual({
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
      max_tokens: 20,
    });
  });

  it("G25: reads OpenAI's stream, and keeps models from thinking aloud", async () => {
    const AI = binding(() => new Response(providerAnswer("chat-text.sse")));
    expect((await say(AI)).filter((event) => event.type === "text")).toHaveLength(4);
    expect(AI.calls[0]?.[1]).toMatchObject({ chat_template_kwargs: { enable_thinking: false } });
  });

  it("G8, G25: takes tool calls of the older form", async () => {
    const calls = [{ name: "get_time", arguments: { timezone: "UTC" } }];
    const body = `data: ${JSON.stringify({ response: "", tool_calls: calls })}\n\ndata: [DONE]\n\n`;
    expect(await say(binding(() => new Response(body)))).toEqual([
      { type: "tool-input", id: "call_1", name: "get_time", delta: '{"timezone":"UTC"}' },
      {
        type: "tool-call",
        call: { id: "call_1", name: "get_time", input: '{"timezone":"UTC"}' },
      },
      { type: "finish", reason: "tool-calls", usage: {} },
    ]);
  });

  it("G11, G25: a failure has a status", async () => {
    const AI = binding(() => Response.json({ errors: [{ code: 3040 }] }, { status: 429 }));
    await expect(say(AI)).rejects.toMatchObject({ code: "rate_limited", provider: "workers-ai" });
  });

  it("G12, G13, G25: a binding that throws can't be reached", async () => {
    const AI: AiBinding = { run: () => Promise.reject(new Error("account 123 has no access")) };
    const failed = say(AI);
    await expect(failed).rejects.toMatchObject({ code: "model_unavailable" });
    await expect(failed).rejects.not.toThrow(/123/);
  });

  it("G16, G25: cancelling reaches the binding", async () => {
    const control = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (out) => out.enqueue(new TextEncoder().encode('data: {"response":"Hi"}\n\n')),
    });
    const AI = binding(() => new Response(body));
    const run = createGateway({ AI }).run({
      task: "text",
      input: { messages: [{ role: "user", text: "Hello" }] },
      signal: control.signal,
    });
    const reading = (async () => {
      for await (const event of run) {
        expect(event).toEqual({ type: "text", text: "Hi" });
        control.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "aborted" });
    expect(AI.calls[0]?.[2].aborted).toBe(true);
  });

  it("G21, G25: transcribes a file in base64", async () => {
    const AI = binding(() => new Response(providerAnswer("workers-ai-transcription.json")));
    const input = { samples: new Int16Array(24_000), rate: 16_000, language: "en" };
    const events = await collect(createGateway({ AI }).run({ task: "speech-to-text", input }));
    expect(events).toEqual([
      { type: "text", text: "He was not an ill-disposed young man." },
      { type: "finish", reason: "stop", usage: { audioSeconds: 1.5 } },
    ]);
    const [model, sent] = AI.calls[0] ?? [];
    expect(model).toBe("@cf/openai/whisper-large-v3-turbo");
    expect(sent?.["language"]).toBe("en");
    expect(atob(String(sent?.["audio"])).slice(0, 4)).toBe("RIFF");
  });

  it("G22, G25: speaks PCM at 24 kHz without a container", async () => {
    const AI = binding(() => new Response(new Uint8Array([1, 0, 2, 0])));
    const input = { text: "Hi", voice: "luna" };
    const events = await collect(createGateway({ AI }).run({ task: "text-to-speech", input }));
    expect(events).toEqual([
      { type: "audio", samples: Int16Array.of(1, 2) },
      { type: "finish", reason: "stop", usage: { characters: 2 } },
    ]);
    expect(AI.calls[0]?.[1]).toEqual({
      text: "Hi",
      encoding: "linear16",
      container: "none",
      sample_rate: 24_000,
      speaker: "luna",
    });
  });

  it("G23, G25: sees", async () => {
    const AI = binding(() => new Response(providerAnswer("chat-text.sse")));
    const image = { mediaType: "image/png", data: new Uint8Array(3) };
    const events = await collect(
      createGateway({ AI }).run({ task: "image-to-text", input: { image } }),
    );
    expect(events.at(-1)).toMatchObject({ type: "finish" });
    expect(AI.calls[0]?.[1]["messages"]).toEqual([
      {
        role: "user",
        content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }],
      },
    ]);
    expect(createGateway({ AI }).sees()).toBe(true);
  });
});
