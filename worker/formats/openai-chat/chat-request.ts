import type { ResponseFormat, TaskInput, ToolChoice, ToolSpec } from "../../gateway/run-types.ts";
import { defined } from "../defined.ts";
import { parseBody } from "../parse-body.ts";
import type { ReadRequest } from "../read-request.ts";
import { ChatBody } from "./chat-body.ts";
import { promptMessages } from "./chat-messages.ts";

/** A chat request, and what its answer's writer needs to know of it. */
export interface ChatRequest extends ReadRequest<"text"> {
  readonly includeUsage: boolean;
}

/** Fields that change the answer and that no other format has; their neutral values are as absent. */
const NATIVE_ONLY: Readonly<Record<string, (value: unknown) => boolean>> = {
  frequency_penalty: (value) => value === 0,
  presence_penalty: (value) => value === 0,
  logit_bias: (value) => Object.keys(Object(value)).length === 0,
  logprobs: (value) => value === false,
  top_logprobs: (value) => value === 0,
  audio: () => false,
  modalities: (value) => Array.isArray(value) && value.every((one) => one === "text"),
  prediction: () => false,
  web_search_options: () => false,
  functions: () => false,
  function_call: () => false,
};

/**
 * Reads the body of `POST /v1/chat/completions`. Throws AppError `bad_input`, `unsupported` or
 * `bad_media`, naming the field.
 */
export function readChatRequest(value: unknown): ChatRequest {
  const body = parseBody(ChatBody, value);
  const { prompt, other } = promptMessages(body.messages);
  const input: TaskInput["text"] = defined({
    messages: prompt,
    tools: body.tools?.map(toolSpec),
    maxTokens: body.max_completion_tokens ?? body.max_tokens,
    temperature: body.temperature,
    topP: body.top_p,
    seed: body.seed,
    stop: typeof body.stop === "string" ? [body.stop] : body.stop,
    toolChoice: body.tool_choice && toolChoice(body.tool_choice),
    parallelToolCalls: body.parallel_tool_calls,
    responseFormat: body.response_format && responseFormat(body.response_format),
    reasoningEffort: body.reasoning_effort,
    user: body.user,
  });
  return {
    run: { task: "text", model: body.model, input },
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    nativeOnly: other ?? nativeOnlyField(body),
  };
}

function nativeOnlyField(body: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(NATIVE_ONLY).find(([name, isNeutral]) => {
    const value = body[name];
    return value !== undefined && value !== null && !isNeutral(value);
  })?.[0];
}

function toolSpec({ function: tool }: NonNullable<ChatBody["tools"]>[number]): ToolSpec {
  return {
    name: tool.name,
    description: tool.description ?? "",
    parameters: tool.parameters ?? { type: "object", properties: {} },
  };
}

function toolChoice(choice: NonNullable<ChatBody["tool_choice"]>): ToolChoice {
  return typeof choice === "string" ? choice : { name: choice.function.name };
}

function responseFormat(format: NonNullable<ChatBody["response_format"]>): ResponseFormat {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json_object":
      return { type: "json" };
    case "json_schema": {
      const { name, schema, strict } = format.json_schema;
      return {
        type: "json-schema",
        name,
        schema: schema ?? {},
        ...(typeof strict === "boolean" ? { strict } : {}),
      };
    }
  }
}
