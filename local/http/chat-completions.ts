import { randomUUID } from "node:crypto";
import type { ChatEvent, FinishReason, TokenUsage, ToolCall } from "../language/chat-types.ts";
import type { LanguagePart } from "../language/language-part.ts";
import { LANGUAGE_MODEL } from "../language/language-part.ts";
import { readChatRequest } from "./chat-request.ts";
import type { JsonHandler } from "./handler.ts";
import { HttpError } from "./http-error.ts";

interface Head {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/**
 * `POST /v1/chat/completions` for the language model, in OpenAI's format, streamed as server-sent
 * events or whole. A failure before the first event is an HTTP error; one after it is an `error`
 * event, for the status is long sent.
 */
export function createChatHandler(language: Pick<LanguagePart, "chat">): JsonHandler {
  return async (body, signal) => {
    const request = readChatRequest(body);
    const head: Head = {
      id: `chatcmpl-${randomUUID()}`,
      created: Math.floor(Date.now() / 1000),
      model: LANGUAGE_MODEL,
    };
    // A client that goes away may cancel the body or close the connection: either ends the work.
    const cancelled = new AbortController();
    const events = language.chat(request, AbortSignal.any([signal, cancelled.signal]));
    const first = await events.next();
    return request.streamed
      ? streamed(head, first, events, request.withUsage, cancelled)
      : whole(head, first, events);
  };
}

function streamed(
  head: Head,
  first: IteratorResult<ChatEvent, void>,
  events: AsyncGenerator<ChatEvent, void>,
  withUsage: boolean,
  cancelled: AbortController,
): Response {
  const encoder = new TextEncoder();
  const send = (payload: unknown) => encoder.encode(`data: ${JSON.stringify(payload)}\n\n`);
  const chunk = { ...head, object: "chat.completion.chunk" };
  const choice = (delta: object, reason: FinishReason | null = null) =>
    send({ ...chunk, choices: [{ index: 0, delta, finish_reason: reason }] });
  let toolCalls = 0;

  function* encode(event: ChatEvent): Generator<Uint8Array> {
    switch (event.type) {
      case "text":
        yield choice({ content: event.text });
        break;
      case "tool-call":
        yield choice({ tool_calls: [{ index: toolCalls, ...openAiCall(event.call) }] });
        toolCalls += 1;
        break;
      case "finish":
        yield choice({}, event.reason);
        if (withUsage) yield send({ ...chunk, choices: [], usage: openAiUsage(event.usage) });
    }
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield choice({ role: "assistant", content: "" });
    try {
      if (first.done !== true) yield* encode(first.value);
      for await (const event of events) yield* encode(event);
    } catch (thrown) {
      if (!cancelled.signal.aborted) yield send(HttpError.from(thrown).toJSON());
      return;
    }
    yield encoder.encode("data: [DONE]\n\n");
  }

  const source = chunks();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await source.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      cancelled.abort();
      await source.return(undefined);
      await events.return();
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

async function whole(
  head: Head,
  first: IteratorResult<ChatEvent, void>,
  rest: AsyncGenerator<ChatEvent, void>,
): Promise<Response> {
  const events: ChatEvent[] = first.done === true ? [] : [first.value];
  for await (const event of rest) events.push(event);
  const content = events.map((event) => (event.type === "text" ? event.text : "")).join("");
  const calls = events.flatMap((event) => (event.type === "tool-call" ? [event.call] : []));
  const finish = events.find((event) => event.type === "finish");
  if (finish === undefined) throw new HttpError("model_failed", "The model gave no answer.");
  const message = {
    role: "assistant",
    content: calls.length > 0 && content === "" ? null : content,
    ...(calls.length > 0 ? { tool_calls: calls.map(openAiCall) } : {}),
  };
  return Response.json({
    ...head,
    object: "chat.completion",
    choices: [{ index: 0, message, finish_reason: finish.reason }],
    usage: openAiUsage(finish.usage),
  });
}

function openAiCall({ id, name, arguments: json }: ToolCall) {
  return { id, type: "function", function: { name, arguments: json } };
}

function openAiUsage({ prompt, cached, completion }: TokenUsage) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}
