import type { GatewayLimits } from "../limits.ts";
import type { Finish, TaskEvent, ToolCall, Usage } from "../run-types.ts";
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
  if (isObject(chunk["error"])) throw brokeOff(context.provider);
  const usage = readUsage(chunk["usage"]) ?? state.usage;
  if (!Array.isArray(chunk["choices"])) return takeLegacy({ ...state, usage }, chunk, context);
  const choice: unknown = chunk["choices"][0];
  if (!isObject(choice)) return [{ ...state, usage }, []];
  const delta = isObject(choice["delta"]) ? choice["delta"] : {};
  const calls = takeCalls(state.calls, delta["tool_calls"], context);
  const reason = readReason(choice["finish_reason"]) ?? state.reason;
  return [{ calls, reason, usage }, textEvents(delta["content"])];
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
  chunk: Record<string, unknown>,
  context: ChatContext,
): readonly [ChatState, readonly ChatEvent[]] {
  if (!("response" in chunk) && !("tool_calls" in chunk) && !("usage" in chunk))
    throw unreadable(context.provider);
  return [
    { ...state, calls: takeCalls(state.calls, chunk["tool_calls"], context) },
    textEvents(chunk["response"]),
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
  if (!isObject(delta)) throw unreadable(context.provider);
  const details = isObject(delta["function"]) ? delta["function"] : delta;
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
  return isObject(value) ? JSON.stringify(value) : "";
}

function textEvents(content: unknown): readonly ChatEvent[] {
  return typeof content === "string" && content !== "" ? [{ type: "text", text: content }] : [];
}

function readReason(value: unknown): Finish["reason"] | undefined {
  if (typeof value !== "string") return undefined;
  if (value === "stop" || value === "length") return value;
  return value === "tool_calls" || value === "function_call" ? "tool-calls" : "other";
}

function readUsage(value: unknown): Usage | undefined {
  if (!isObject(value)) return undefined;
  const details = isObject(value["prompt_tokens_details"]) ? value["prompt_tokens_details"] : {};
  return {
    ...count("inputTokens", value["prompt_tokens"]),
    ...count("cachedTokens", details["cached_tokens"]),
    ...count("outputTokens", value["completion_tokens"]),
  };
}

function count(key: keyof Usage, value: unknown): Usage {
  return typeof value === "number" && value >= 0 ? { [key]: value } : {};
}

function parseObject(data: string, context: ChatContext): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (thrown) {
    throw unreadable(context.provider, thrown);
  }
  if (!isObject(value)) throw unreadable(context.provider);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
