import type { ResponseFormat, TaskInput, ToolChoice } from "../run-types.ts";
import { chatTools } from "./chat-messages.ts";

/** Names of fields that servers don't agree on. */
export interface ChatFieldNames {
  readonly maxTokens?: string | undefined;
  readonly seed?: string | undefined;
}

/**
 * Everything of a prompt but its messages, in the format of OpenAI's chat completions
 * (https://platform.openai.com/docs/api-reference/chat/create). Only what was asked for is sent:
 * many servers refuse fields that they don't know.
 */
export function chatOptions(
  input: TaskInput["text"],
  names: ChatFieldNames = {},
): Readonly<Record<string, unknown>> {
  const tools = input.tools ?? [];
  const fields: Record<string, unknown> = {
    [names.maxTokens ?? "max_tokens"]: input.maxTokens,
    [names.seed ?? "seed"]: input.seed,
    temperature: input.temperature,
    top_p: input.topP,
    stop: input.stop,
    reasoning_effort: input.reasoningEffort,
    user: input.user,
    response_format: input.responseFormat && chatFormat(input.responseFormat),
    ...(tools.length === 0
      ? {}
      : {
          tools: chatTools(tools),
          tool_choice: input.toolChoice && chatToolChoice(input.toolChoice),
          parallel_tool_calls: input.parallelToolCalls,
        }),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function chatToolChoice(choice: ToolChoice): unknown {
  return typeof choice === "string"
    ? choice
    : { type: "function", function: { name: choice.name } };
}

function chatFormat(format: ResponseFormat): object {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json":
      return { type: "json_object" };
    case "json-schema": {
      const { name, schema, strict } = format;
      const wanted = { name, schema, ...(strict === undefined ? {} : { strict }) };
      return { type: "json_schema", json_schema: wanted };
    }
  }
}
