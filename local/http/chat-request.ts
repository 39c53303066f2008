import type {
  ChatMessage,
  ChatRequest,
  JsonSchema,
  Sampling,
  ToolCall,
  ToolChoice,
  ToolDefinition,
} from "../language/chat-types.ts";
import { LANGUAGE_LIMITS } from "../language/language-limits.ts";
import { HttpError } from "./http-error.ts";

/** How the answer is wanted back. */
export interface ChatDelivery {
  readonly streamed: boolean;
  readonly withUsage: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** What temperature a request gets that names none; low, for a small model drifts. */
const DEFAULT_TEMPERATURE = 0.3;

/**
 * Reads the body of `POST /v1/chat/completions` for a model that takes text. Unknown fields are
 * ignored. Source: https://platform.openai.com/docs/api-reference/chat/create
 * @throws HttpError `missing_field` or `invalid_value`, with the field's path as `param`
 */
export function readChatRequest(body: Fields): ChatRequest & ChatDelivery {
  const tools = list(body, "tools", LANGUAGE_LIMITS.tools).map(readTool);
  return {
    messages: readMessages(body),
    maxTokens: readMaxTokens(body),
    sampling: readSampling(body),
    stop: readStop(body["stop"]),
    tools,
    toolChoice: readToolChoice(body["tool_choice"], tools),
    ...readDelivery(body),
  };
}

function readDelivery(body: Fields): ChatDelivery {
  requireText(body);
  const { stream, stream_options: options } = body;
  if (!isAbsent(stream) && typeof stream !== "boolean") throw wrong("stream", "true or false");
  if (!isAbsent(options) && !isFields(options)) throw wrong("stream_options", "an object");
  const usage = isFields(options) ? options["include_usage"] : undefined;
  if (!isAbsent(usage) && typeof usage !== "boolean")
    throw wrong("stream_options.include_usage", "true or false");
  return { streamed: stream === true, withUsage: usage === true };
}

/** The fields that would change what comes back, and which this model cannot honour. */
function requireText(body: Fields): void {
  const format = body["response_format"];
  if (!isAbsent(format) && !(isFields(format) && format["type"] === "text"))
    throw wrong("response_format", '{ "type": "text" }; this model gives nothing else');
  if (!isAbsent(body["n"]) && body["n"] !== 1) throw wrong("n", "1");
}

function readMaxTokens(body: Fields): number {
  const field = isAbsent(body["max_completion_tokens"]) ? "max_tokens" : "max_completion_tokens";
  const value = body[field];
  if (isAbsent(value)) return LANGUAGE_LIMITS.defaultMaxTokens;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1)
    throw wrong(field, "a whole number from 1");
  return Math.min(value, LANGUAGE_LIMITS.maxTokens);
}

function readSampling(body: Fields): Sampling {
  const temperature = number(body, "temperature", 0, 2);
  const topP = number(body, "top_p", 0, 1);
  const seed = body["seed"];
  if (!isAbsent(seed) && !Number.isSafeInteger(seed)) throw wrong("seed", "a whole number");
  return {
    temperature: temperature ?? DEFAULT_TEMPERATURE,
    ...(topP === undefined ? {} : { topP }),
    ...(typeof seed === "number" ? { seed: seed >>> 0 } : {}),
  };
}

function readStop(value: unknown): readonly string[] {
  if (isAbsent(value)) return [];
  const stops: readonly unknown[] = Array.isArray(value) ? value : [value];
  const fits = (stop: unknown): stop is string =>
    typeof stop === "string" && stop !== "" && stop.length <= LANGUAGE_LIMITS.stopChars;
  if (stops.length > LANGUAGE_LIMITS.stops || !stops.every(fits))
    throw wrong("stop", `up to ${LANGUAGE_LIMITS.stops} short, non-empty strings`);
  return stops;
}

function readMessages(body: Fields): readonly ChatMessage[] {
  if (isAbsent(body["messages"]))
    throw new HttpError("missing_field", "The field messages is missing.", { param: "messages" });
  const messages = list(body, "messages", LANGUAGE_LIMITS.messages).map(readMessage);
  if (messages.length === 0) throw wrong("messages", "at least one message");
  return messages;
}

function readMessage(value: unknown, index: number): ChatMessage {
  const at = `messages[${index}]`;
  if (!isFields(value)) throw wrong(at, "an object");
  const { role } = value;
  switch (role) {
    case "system":
    case "developer":
      return { role: "system", content: readContent(value, at) };
    case "user":
      return { role: "user", content: readContent(value, at) };
    case "tool":
      return {
        role: "tool",
        content: readContent(value, at),
        callId: text(value["tool_call_id"], `${at}.tool_call_id`),
      };
    case "assistant": {
      const calls = list(value, "tool_calls", LANGUAGE_LIMITS.tools, at);
      const bare = isAbsent(value["content"]) && calls.length > 0;
      return {
        role: "assistant",
        content: bare ? "" : readContent(value, at),
        toolCalls: calls.map((call, i) => readToolCall(call, `${at}.tool_calls[${i}]`)),
      };
    }
    default:
      throw wrong(`${at}.role`, "system, developer, user, assistant or tool");
  }
}

function readContent(message: Fields, at: string): string {
  const { content } = message;
  const parts: readonly unknown[] = Array.isArray(content) ? content : [content];
  const words = parts.map((part) => {
    if (typeof part === "string") return part;
    if (isFields(part) && part["type"] === "text" && typeof part["text"] === "string")
      return part["text"];
    if (isFields(part) && typeof part["type"] === "string" && part["type"] !== "text")
      throw new HttpError(
        "invalid_value",
        `This model reads text only; ${at} holds a part of type ${part["type"].slice(0, 32)}.`,
        { param: "messages" },
      );
    throw wrong(`${at}.content`, "a string or a list of text parts");
  });
  const joined = words.join("\n");
  if (joined.length > LANGUAGE_LIMITS.messageChars)
    throw wrong(`${at}.content`, `at most ${LANGUAGE_LIMITS.messageChars} characters`);
  return joined;
}

function readToolCall(value: unknown, at: string): ToolCall {
  const called = isFields(value) ? value["function"] : undefined;
  if (!isFields(value) || !isFields(called)) throw wrong(at, "a function call");
  return {
    id: text(value["id"], `${at}.id`),
    name: text(called["name"], `${at}.function.name`),
    arguments: text(called["arguments"], `${at}.function.arguments`),
  };
}

function readTool(value: unknown, index: number): ToolDefinition {
  const at = `tools[${index}]`;
  const described = isFields(value) ? value["function"] : undefined;
  if (!isFields(value) || value["type"] !== "function" || !isFields(described))
    throw wrong(at, "a function tool");
  const { description, parameters } = described;
  if (!isAbsent(description) && typeof description !== "string")
    throw wrong(`${at}.function.description`, "a string");
  if (!isAbsent(parameters) && !isFields(parameters))
    throw wrong(`${at}.function.parameters`, "a JSON Schema object");
  const schema: JsonSchema = isFields(parameters) ? parameters : { type: "object" };
  return {
    name: text(described["name"], `${at}.function.name`),
    description: typeof description === "string" ? description : "",
    parameters: schema,
  };
}

function readToolChoice(value: unknown, tools: readonly ToolDefinition[]): ToolChoice {
  if (isAbsent(value)) return { type: tools.length > 0 ? "auto" : "none" };
  if (value === "auto" || value === "none") return { type: value };
  if (value === "required" && tools.length > 0) return { type: "required" };
  const called = isFields(value) ? value["function"] : undefined;
  const name = isFields(called) ? called["name"] : undefined;
  if (typeof name === "string" && tools.some((tool) => tool.name === name))
    return { type: "function", name };
  throw wrong("tool_choice", "none, auto, required or a function among tools");
}

function list(body: Fields, field: string, most: number, parent?: string): readonly unknown[] {
  const value = body[field];
  if (isAbsent(value)) return [];
  const at = parent === undefined ? field : `${parent}.${field}`;
  if (!Array.isArray(value) || value.length > most) throw wrong(at, `a list of at most ${most}`);
  return value;
}

function number(body: Fields, field: string, least: number, most: number): number | undefined {
  const value = body[field];
  if (isAbsent(value)) return undefined;
  if (typeof value !== "number" || value < least || value > most)
    throw wrong(field, `a number from ${least} to ${most}`);
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== "string") throw wrong(at, "a string");
  return value;
}

function wrong(param: string, wanted: string): HttpError {
  return new HttpError("invalid_value", `The field ${param} must be ${wanted}.`, { param });
}

/** OpenAI's clients send null for what they leave out. */
function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
