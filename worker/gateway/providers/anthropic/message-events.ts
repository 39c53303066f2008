import type { GatewayLimits } from "../../limits.ts";
import type { Finish, TaskEvent, ToolCall, Usage } from "../../run-types.ts";
import { isRecord } from "../is-record.ts";
import { brokeOff, unreadable } from "../upstream-error.ts";

type TextEvent = TaskEvent["text"];
type Json = Readonly<Record<string, unknown>>;

/** How far a streamed message has come. */
export interface MessageState {
  /** Tool calls that are being written, by the index of their block. */
  readonly open: ReadonlyMap<unknown, ToolCall>;
  readonly calls: number;
  readonly reason: Finish["reason"] | undefined;
  /** Anthropic's own counts, the latest of each. */
  readonly usage: Json;
  readonly finished: boolean;
}

export const MESSAGE_START: MessageState = {
  open: new Map(),
  calls: 0,
  reason: undefined,
  usage: {},
  finished: false,
};

/** Who is being read, and how much is believed. */
export interface MessageContext {
  readonly provider: string;
  readonly limits: GatewayLimits;
}

const NOTHING: readonly TextEvent[] = [];

/**
 * Takes in the data of one event of a streamed message
 * (https://docs.claude.com/en/docs/build-with-claude/streaming). Text, thoughts and the parts of
 * tool calls come out as they come in, a whole call at the end of its block, `finish` at
 * `message_stop`. Throws AppError `model_failed` for an error and for what the format doesn't have.
 */
export function takeMessageEvent(
  state: MessageState,
  data: string,
  context: MessageContext,
): readonly [MessageState, readonly TextEvent[]] {
  const event = parseObject(data, context);
  switch (event["type"]) {
    case "content_block_delta":
      return takeDelta(state, event, context);
    case "content_block_start":
      return startBlock(state, event, context);
    case "content_block_stop":
      return stopBlock(state, event);
    case "message_start":
      return [withUsage(state, record(event["message"], context)["usage"]), NOTHING];
    case "message_delta": {
      const delta = record(event["delta"], context);
      const reason = readReason(delta["stop_reason"]);
      return [{ ...withUsage(state, event["usage"]), reason }, NOTHING];
    }
    case "message_stop":
      return finish(state, context);
    case "error":
      throw brokeOff(context.provider);
    default:
      // Pings, and what may be added to the format, as it says itself.
      if (typeof event["type"] === "string") return [state, NOTHING];
      throw unreadable(context.provider);
  }
}

function takeDelta(
  state: MessageState,
  event: Json,
  context: MessageContext,
): readonly [MessageState, readonly TextEvent[]] {
  const delta = record(event["delta"], context);
  switch (delta["type"]) {
    case "text_delta":
      return [state, words("text", delta["text"], context)];
    case "thinking_delta":
      return [state, words("reasoning", delta["thinking"], context)];
    case "input_json_delta": {
      const call = state.open.get(event["index"]);
      const part = text(delta["partial_json"], context);
      if (call === undefined || part === "") return [state, NOTHING];
      const input = call.input + part;
      if (input.length > context.limits.toolInputLength) throw unreadable(context.provider);
      const open = new Map(state.open).set(event["index"], { ...call, input });
      const { id, name } = call;
      return [{ ...state, open }, [{ type: "tool-input", id, name, delta: part }]];
    }
    // Signatures and citations are nothing that anybody asked for.
    default:
      return [state, NOTHING];
  }
}

function startBlock(
  state: MessageState,
  event: Json,
  context: MessageContext,
): readonly [MessageState, readonly TextEvent[]] {
  const block = record(event["content_block"], context);
  switch (block["type"]) {
    case "text":
      return [state, words("text", block["text"] ?? "", context)];
    case "tool_use": {
      if (state.calls + state.open.size >= context.limits.toolCalls)
        throw unreadable(context.provider);
      const id = text(block["id"], context);
      const name = text(block["name"], context);
      const open = new Map(state.open).set(event["index"], { id, name, input: "" });
      return [{ ...state, open }, [{ type: "tool-input", id, name, delta: "" }]];
    }
    default:
      return [state, NOTHING];
  }
}

function stopBlock(
  state: MessageState,
  event: Json,
): readonly [MessageState, readonly TextEvent[]] {
  const call = state.open.get(event["index"]);
  if (call === undefined) return [state, NOTHING];
  const open = new Map(state.open);
  open.delete(event["index"]);
  const whole = { ...call, input: call.input === "" ? "{}" : call.input };
  return [{ ...state, open, calls: state.calls + 1 }, [{ type: "tool-call", call: whole }]];
}

function finish(
  state: MessageState,
  context: MessageContext,
): readonly [MessageState, readonly TextEvent[]] {
  // A message ends with its reason, and with its blocks.
  if (state.reason === undefined || state.open.size > 0) throw brokeOff(context.provider);
  const reason = state.calls > 0 ? "tool-calls" : state.reason;
  return [
    { ...state, finished: true },
    [{ type: "finish", reason, usage: readUsage(state.usage) }],
  ];
}

function withUsage(state: MessageState, usage: unknown): MessageState {
  if (!isRecord(usage)) return state;
  const known = Object.entries(usage).filter(([, value]) => value !== null);
  return { ...state, usage: { ...state.usage, ...Object.fromEntries(known) } };
}

/** Anthropic counts cached parts apart from the rest of the prompt; where it names none there are none. */
function readUsage(usage: Json): Usage {
  const { input_tokens: fresh, output_tokens: output } = usage;
  const { cache_read_input_tokens: read = 0, cache_creation_input_tokens: write = 0 } = usage;
  const details = usage["output_tokens_details"];
  const whole = [fresh, read, write].reduce<number>(
    (sum, part) => (isCount(part) ? sum + part : sum),
    0,
  );
  return {
    ...count("inputTokens", isCount(fresh) ? whole : undefined),
    ...count("cachedTokens", read),
    ...count("cacheWriteTokens", write),
    ...count("outputTokens", output),
    ...count("reasoningTokens", isRecord(details) ? details["thinking_tokens"] : undefined),
  };
}

/** https://docs.claude.com/en/api/handling-stop-reasons */
function readReason(reason: unknown): Finish["reason"] {
  switch (reason) {
    case "end_turn":
    case "stop_sequence":
    case "pause_turn":
      return "stop";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "tool_use":
      return "tool-calls";
    case "refusal":
      return "content-filter";
    default:
      return "other";
  }
}

function words(
  type: "text" | "reasoning",
  value: unknown,
  context: MessageContext,
): readonly TextEvent[] {
  const said = text(value, context);
  return said === "" ? NOTHING : [{ type, text: said }];
}

function text(value: unknown, { provider }: MessageContext): string {
  if (typeof value !== "string") throw unreadable(provider);
  return value;
}

function record(value: unknown, { provider }: MessageContext): Json {
  if (!isRecord(value)) throw unreadable(provider);
  return value;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

function count(key: keyof Usage, value: unknown): Usage {
  return isCount(value) ? { [key]: value } : {};
}

function parseObject(data: string, context: MessageContext): Json {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    // The parser's own words quote the answer.
    throw unreadable(context.provider);
  }
  return record(value, context);
}
