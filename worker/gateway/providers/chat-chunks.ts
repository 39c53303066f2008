import type { GatewayLimits } from "../limits.ts";
import type { Finish, TaskEvent, ToolCall, Usage } from "../run-types.ts";
import { isRecord } from "./is-record.ts";
import { brokeOff, unreadable } from "./upstream-error.ts";

type ChatEvent = TaskEvent["text"];

/** A tool call of which parts have come. */
interface PartialCall {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly input: string;
}

/** How far a streamed chat completion has come. */
export interface ChatState {
  readonly calls: readonly PartialCall[];
  readonly reason: Finish["reason"] | undefined;
  readonly usage: Usage;
}

export const CHAT_START: ChatState = { calls: [], reason: undefined, usage: {} };

/** The data of the event that ends a stream. */
export const CHAT_DONE = "[DONE]";

/** Who is being read, and how much is believed. */
export interface ChatContext {
  readonly provider: string;
  readonly limits: GatewayLimits;
}

/**
 * Takes in one event of a streamed chat completion: OpenAI's `chat.completion.chunk`
 * (https://platform.openai.com/docs/api-reference/chat-streaming), or the older form of Workers AI,
 * `{ response, tool_calls?, usage? }`
 * (https://developers.cloudflare.com/workers-ai/features/function-calling/). Text comes out as it
 * comes in; tool calls come out whole, at the end. Throws AppError `model_failed` for anything else.
 */
export function takeChunk(
  state: ChatState,
  data: string,
  context: ChatContext,
): readonly [ChatState, readonly ChatEvent[]] {
  const chunk = parseObject(data, context);
  if (isRecord(chunk["error"])) throw brokeOff(context.provider);
  const usage = readUsage(chunk["usage"]) ?? state.usage;
  if (!Array.isArray(chunk["choices"])) return takeLegacy({ ...state, usage }, chunk, context);
  const choice: unknown = chunk["choices"][0];
  if (!isRecord(choice)) return [{ ...state, usage }, []];
  const delta = isRecord(choice["delta"]) ? choice["delta"] : {};
  const calls = takeCalls(state.calls, delta["tool_calls"], context);
  const reason = readReason(choice["finish_reason"]) ?? state.reason;
  return [
    { calls, reason, usage },
    [
      // Servers of open models call it `reasoning_content`, the others `reasoning`.
      ...reasoningEvents(delta["reasoning_content"] ?? delta["reasoning"]),
      ...contentEvents(delta["content"]),
      ...inputEvents(state.calls, calls),
    ],
  ];
}

/**
 * The last events of a stream. `done` says whether {@link CHAT_DONE} came; without it and without a
 * finish reason the answer broke off, which is AppError `model_failed`.
 */
export function endChat(
  state: ChatState,
  done: boolean,
  context: ChatContext,
): readonly ChatEvent[] {
  if (!done && state.reason === undefined) throw brokeOff(context.provider);
  const calls = state.calls.map((call): ToolCall => {
    if (call.name === "") throw unreadable(context.provider);
    return { id: call.id, name: call.name, input: call.input === "" ? "{}" : call.input };
  });
  // Some servers finish with `stop` although they call tools.
  const reason = calls.length > 0 ? "tool-calls" : (state.reason ?? "stop");
  return [
    ...calls.map((call) => ({ type: "tool-call" as const, call })),
    { type: "finish", reason, usage: state.usage },
  ];
}

function takeLegacy(
  state: ChatState,
  chunk: Readonly<Record<string, unknown>>,
  context: ChatContext,
): readonly [ChatState, readonly ChatEvent[]] {
  if (!("response" in chunk) && !("tool_calls" in chunk) && !("usage" in chunk))
    throw unreadable(context.provider);
  const calls = takeCalls(state.calls, chunk["tool_calls"], context);
  return [
    { ...state, calls },
    [...contentEvents(chunk["response"]), ...inputEvents(state.calls, calls)],
  ];
}

function takeCalls(
  calls: readonly PartialCall[],
  deltas: unknown,
  context: ChatContext,
): readonly PartialCall[] {
  if (!Array.isArray(deltas)) return calls;
  const list: readonly unknown[] = deltas;
  return list.reduce<readonly PartialCall[]>(
    (taken, delta, position) => takeCall(taken, delta, position, context),
    calls,
  );
}

function takeCall(
  calls: readonly PartialCall[],
  delta: unknown,
  position: number,
  context: ChatContext,
): readonly PartialCall[] {
  if (!isRecord(delta)) throw unreadable(context.provider);
  const details = isRecord(delta["function"]) ? delta["function"] : delta;
  const index = typeof delta["index"] === "number" ? delta["index"] : position;
  const id = typeof delta["id"] === "string" ? delta["id"] : "";
  const name = typeof details["name"] === "string" ? details["name"] : "";
  const input = inputText(details["arguments"]);
  const at = calls.findLastIndex((call) => call.index === index);
  const found = calls[at];
  // Some servers number every call 0 and tell them apart by id alone.
  if (found === undefined || (id !== "" && id !== found.id && name !== "")) {
    if (calls.length >= context.limits.toolCalls) throw unreadable(context.provider);
    const fresh = { index, id: id === "" ? `call_${calls.length + 1}` : id, name, input };
    return [...calls, fresh];
  }
  const grown = { ...found, name: found.name + name, input: found.input + input };
  if (grown.input.length > context.limits.toolInputLength) throw unreadable(context.provider);
  return calls.with(at, grown);
}

/** Arguments are JSON text in OpenAI's format; some servers send the object itself. */
function inputText(value: unknown): string {
  if (typeof value === "string") return value;
  return isRecord(value) ? JSON.stringify(value) : "";
}

/** Text, or Mistral's list of parts: `{ type: "text" }` and `{ type: "thinking", thinking: [] }`. */
function contentEvents(content: unknown): readonly ChatEvent[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  if (!Array.isArray(content)) return [];
  return (content as readonly unknown[]).flatMap((part) => {
    if (!isRecord(part)) return [];
    if (part["type"] === "text") return contentEvents(part["text"]);
    return part["type"] === "thinking" ? contentEvents(part["thinking"]).flatMap(asReasoning) : [];
  });
}

function reasoningEvents(content: unknown): readonly ChatEvent[] {
  return typeof content === "string" ? contentEvents(content).flatMap(asReasoning) : [];
}

function asReasoning(event: ChatEvent): readonly ChatEvent[] {
  return event.type === "text" ? [{ type: "reasoning", text: event.text }] : [];
}

/** What has been added to the calls, once their names are known. */
function inputEvents(
  before: readonly PartialCall[],
  after: readonly PartialCall[],
): readonly ChatEvent[] {
  return after.flatMap(({ id, name, input }, at) => {
    const delta = input.slice(before[at]?.input.length ?? 0);
    const isNew = before[at] === undefined;
    return name === "" || (delta === "" && !isNew) ? [] : [{ type: "tool-input", id, name, delta }];
  });
}

function readReason(value: unknown): Finish["reason"] | undefined {
  if (typeof value !== "string") return undefined;
  if (value === "stop" || value === "length") return value;
  if (value === "content_filter") return "content-filter";
  return value === "tool_calls" || value === "function_call" ? "tool-calls" : "other";
}

function readUsage(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  const prompt = isRecord(value["prompt_tokens_details"]) ? value["prompt_tokens_details"] : {};
  const answer = isRecord(value["completion_tokens_details"])
    ? value["completion_tokens_details"]
    : {};
  return {
    ...count("inputTokens", value["prompt_tokens"]),
    // DeepSeek and Moonshot have names of their own.
    ...count(
      "cachedTokens",
      prompt["cached_tokens"] ?? value["prompt_cache_hit_tokens"] ?? value["cached_tokens"],
    ),
    ...count("outputTokens", answerTokens(value, answer["reasoning_tokens"])),
    ...count("reasoningTokens", answer["reasoning_tokens"]),
  };
}

/** xAI counts reasoning apart from the answer, which shows in its total. */
function answerTokens(usage: Readonly<Record<string, unknown>>, reasoning: unknown): unknown {
  const { prompt_tokens: prompt, completion_tokens: answer, total_tokens: total } = usage;
  const all = [prompt, answer, reasoning, total];
  if (!all.every((at) => typeof at === "number")) return answer;
  const [before = 0, after = 0, thought = 0, sum = 0] = all;
  return thought > 0 && sum === before + after + thought ? after + thought : answer;
}

function count(key: keyof Usage, value: unknown): Usage {
  return typeof value === "number" && value >= 0 ? { [key]: value } : {};
}

function parseObject(data: string, context: ChatContext): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    // The parser's own words quote the answer.
    throw unreadable(context.provider);
  }
  if (!isRecord(value)) throw unreadable(context.provider);
  return value;
}
