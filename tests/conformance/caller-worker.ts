import { embedMany, generateText, jsonSchema, streamText, tool } from "ai";
import type { ToolSet } from "ai";
import { createWorkersAI } from "workers-ai-provider";

/** The binding `AI`, as Cloudflare's own is used. */
interface AiBinding {
  run(model: string, inputs: unknown, options?: unknown): Promise<unknown>;
  models(search?: object): Promise<readonly { readonly id: string }[]>;
}

interface CallerEnv {
  readonly AI: AiBinding;
}

type Step = (env: CallerEnv) => Promise<Response>;

const CLAUDE = "anthropic/claude-opus-4-6";
const GPT = "openai/gpt-4.1-mini";

/** `AI` typed as workers-ai-provider wants it. */
const provider = (env: CallerEnv) =>
  createWorkersAI({
    binding: env.AI as unknown as Parameters<typeof createWorkersAI>[0]["binding"] & object,
  });

const weather = tool({
  description: "The weather of a city",
  inputSchema: jsonSchema<{ city: string }>({
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
  }),
});

/** What another Worker does with the binding, by path. */
const STEPS: Readonly<Record<string, Step>> = {
  "/text": async (env) => {
    const response = await env.AI.run(
      "anthropic/claude-opus-4-6",
      { input: "What is Cloudflare?" },
      { gateway: { id: "default" } },
    );
    return Response.json(response);
  },
  "/messages": async (env) =>
    Response.json(
      await env.AI.run(
        GPT,
        { messages: [{ role: "user", content: "Hi?" }] },
        { metadata: { teamId: "AI", userId: 12345 } },
      ),
    ),
  "/stream": async (env) => {
    const inputs = { messages: [{ role: "user", content: "Hi?" }], stream: true };
    return new Response((await env.AI.run(GPT, inputs)) as ReadableStream);
  },
  "/raw": async (env) =>
    (await env.AI.run(GPT, { prompt: "Hi?" }, { returnRawResponse: true })) as Response,
  "/kept": async (env) => {
    const gateway = { id: "default", skipCache: false, cacheTtl: 3360 };
    const inputs = { messages: [{ role: "user", content: "What is kept?" }] };
    return (await env.AI.run(GPT, inputs, { gateway, returnRawResponse: true })) as Response;
  },
  "/speech": async (env) =>
    new Response((await env.AI.run("openai/gpt-4o-mini-tts", { text: "Hi." })) as ReadableStream),
  "/abort": async (env) => {
    const control = new AbortController();
    const inputs = { messages: [{ role: "user", content: "Hi?" }], stream: true };
    const stream = (await env.AI.run(GPT, inputs, {
      signal: control.signal,
    })) as ReadableStream<Uint8Array>;
    const reader = stream.getReader();
    await reader.read();
    control.abort();
    let end = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      end += new TextDecoder().decode(value);
    }
    return new Response(end);
  },
  "/cancel": async (env) => {
    const inputs = { messages: [{ role: "user", content: "Hi?" }], stream: true };
    const stream = (await env.AI.run(GPT, inputs)) as ReadableStream<Uint8Array>;
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    return new Response("cancelled");
  },
  "/error": async (env) => {
    try {
      await env.AI.run("nobody/nothing", { prompt: "Hi?" });
      return new Response("no error");
    } catch (thrown) {
      return new Response((thrown as Error).message);
    }
  },
  "/models": async (env) => Response.json(await env.AI.models({ author: "anthropic" })),
  "/routes": async (env) => Response.json(await env.AI.models({ task: "dynamic" })),
  "/generate": async (env) => {
    const { text, usage } = await generateText({
      model: provider(env)(CLAUDE as never),
      prompt: "Hi?",
    });
    return Response.json({ text, outputTokens: usage.outputTokens });
  },
  "/stream-text": async (env) => {
    const { textStream } = streamText({ model: provider(env)(GPT as never), prompt: "Hi?" });
    let text = "";
    for await (const part of textStream) text += part;
    return new Response(text);
  },
  "/tools": async (env) => {
    const stream = streamText({
      model: provider(env)(GPT as never),
      prompt: "How is the weather?",
      // The package's own types don't know exactOptionalPropertyTypes.
      tools: { weather } as unknown as ToolSet,
    });
    const calls = await stream.toolCalls;
    return Response.json(calls.map(({ toolName, input }) => ({ toolName, input })));
  },
  "/embed": async (env) => {
    const model = provider(env).textEmbeddingModel("openai/text-embedding-3-small" as never);
    const { embeddings } = await embedMany({ model, values: ["one", "two"] });
    return Response.json(embeddings);
  },
};

export default {
  async fetch(request: Request, env: CallerEnv): Promise<Response> {
    const step = STEPS[new URL(request.url).pathname];
    if (step === undefined) return new Response(null, { status: 404 });
    try {
      return await step(env);
    } catch (thrown) {
      return new Response(String((thrown as Error).stack ?? thrown), { status: 500 });
    }
  },
};
