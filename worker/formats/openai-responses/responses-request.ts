import type { ResponseFormat, TaskInput, ToolSpec } from "../../gateway/run-types.ts";
import { defined } from "../defined.ts";
import { parseBody, unsupportedField } from "../parse-body.ts";
import type { ReadRequest } from "../read-request.ts";
import { inputMessages } from "./input-messages.ts";
import type { ResponsesTool } from "./responses-body.ts";
import { ResponsesBody } from "./responses-body.ts";

/** What an answer repeats of its request. */
export interface ResponsesContext {
  readonly instructions: string | null;
  readonly tools: readonly object[];
  readonly toolChoice: string | object;
  readonly text: object;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly maxOutputTokens: number | null;
  readonly parallelToolCalls: boolean;
  readonly metadata: object;
}

/** A request of the Responses format. */
export interface ResponsesRequest extends ReadRequest<"text"> {
  readonly context: ResponsesContext;
}

/** What needs a store of answers, which this gateway has not; and why. */
const REFUSED: Readonly<Record<string, string>> = {
  previous_response_id: "answers are not stored; send the whole conversation as input.",
  conversation: "conversations are not stored; send the whole conversation as input.",
  background: "answers in the background are not supported; read the stream, or resume the run.",
  prompt: "stored prompts are not supported; send instructions and input.",
};

/**
 * Reads the body of `POST /v1/responses`. Throws AppError `bad_input`, `unsupported` or
 * `bad_media`, naming the field.
 */
export function readResponsesRequest(value: unknown): ResponsesRequest {
  const body = parseBody(ResponsesBody, value);
  for (const [field, why] of Object.entries(REFUSED))
    if (body[field] !== undefined && body[field] !== null && body[field] !== false)
      throw unsupportedField(field, why);
  const { messages, other } = inputMessages(body.input);
  const format = body.text?.format;
  const choice = body.tool_choice;
  const input: TaskInput["text"] = defined({
    messages: body.instructions
      ? [{ role: "system" as const, text: body.instructions }, ...messages]
      : messages,
    tools: body.tools?.flatMap(toolSpec),
    maxTokens: body.max_output_tokens,
    temperature: body.temperature,
    topP: body.top_p,
    toolChoice: typeof choice === "object" && choice !== null ? { name: choice.name } : choice,
    parallelToolCalls: body.parallel_tool_calls,
    responseFormat: format && responseFormat(format),
    reasoningEffort: body.reasoning?.effort,
    user: body.user,
  });
  return {
    run: { task: "text", model: body.model, input },
    stream: body.stream === true,
    nativeOnly: other ?? hostedTool(body.tools ?? []),
    context: {
      instructions: body.instructions ?? null,
      tools: body.tools ?? [],
      toolChoice: choice ?? "auto",
      text: { format: format ?? { type: "text" } },
      temperature: body.temperature ?? null,
      topP: body.top_p ?? null,
      maxOutputTokens: body.max_output_tokens ?? null,
      parallelToolCalls: body.parallel_tool_calls ?? true,
      metadata: body.metadata ?? {},
    },
  };
}

type FunctionTool = Extract<ResponsesTool, { name: string }>;

function isFunction(tool: ResponsesTool): tool is FunctionTool {
  return tool.type === "function";
}

function toolSpec(tool: ResponsesTool): readonly ToolSpec[] {
  if (!isFunction(tool)) return [];
  const { name, description, parameters } = tool;
  return [
    {
      name,
      description: description ?? "",
      parameters: parameters ?? { type: "object", properties: {} },
    },
  ];
}

/** Tools that OpenAI itself carries out. */
function hostedTool(tools: readonly ResponsesTool[]): string | undefined {
  const index = tools.findIndex((tool) => !isFunction(tool));
  return index < 0 ? undefined : `tools[${index}]`;
}

function responseFormat(
  format: NonNullable<NonNullable<ResponsesBody["text"]>["format"]>,
): ResponseFormat {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json_object":
      return { type: "json" };
    case "json_schema":
      return {
        type: "json-schema",
        name: format.name,
        schema: format.schema,
        ...(typeof format.strict === "boolean" ? { strict: format.strict } : {}),
      };
  }
}
