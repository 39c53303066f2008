import type { TaskInput, ToolChoice, ToolSpec } from "../../gateway/run-types.ts";
import { defined } from "../defined.ts";
import { parseBody } from "../parse-body.ts";
import type { ReadRequest } from "../read-request.ts";
import type { PromptBody } from "./messages-body.ts";
import { MessagesBody } from "./messages-body.ts";
import { readPrompt } from "./prompt-messages.ts";

/** From as many tokens of thinking on, the effort is called so. */
const EFFORTS = [
  [16_000, "high"],
  [4_000, "medium"],
  [0, "low"],
] as const;

/**
 * Reads the body of `POST /v1/messages`. Throws AppError `bad_input`, `unsupported` or `bad_media`,
 * naming the field.
 */
export function readMessagesRequest(value: unknown): ReadRequest<"text"> {
  const body = parseBody(MessagesBody, value);
  const { messages, other } = readPrompt(body);
  const format = body.output_config?.format;
  const input: TaskInput["text"] = defined({
    messages,
    tools: ownTools(body),
    maxTokens: body.max_tokens,
    temperature: body.temperature,
    topP: body.top_p,
    stop: body.stop_sequences,
    toolChoice: body.tool_choice && toolChoice(body.tool_choice),
    parallelToolCalls: body.tool_choice?.disable_parallel_tool_use === true ? false : undefined,
    responseFormat: format && {
      type: "json-schema" as const,
      name: "answer",
      schema: format.schema,
      strict: true,
    },
    reasoningEffort: body.output_config?.effort ?? effort(body.thinking),
    user: body.metadata?.user_id,
  });
  return {
    run: { task: "text", model: body.model, input },
    stream: body.stream === true,
    nativeOnly: other ?? serverTool(body),
  };
}

/** Tools whose schema the caller gives. */
function ownTools({ tools }: PromptBody): readonly ToolSpec[] | undefined {
  return tools?.flatMap(({ name, description, input_schema: parameters }) =>
    parameters === undefined ? [] : [{ name, description: description ?? "", parameters }],
  );
}

/** Tools that Anthropic itself carries out have no schema. */
function serverTool({ tools }: PromptBody): string | undefined {
  const index = tools?.findIndex(({ input_schema: schema }) => schema === undefined) ?? -1;
  return index < 0 ? undefined : `tools[${index}]`;
}

function toolChoice({ type, name }: NonNullable<PromptBody["tool_choice"]>): ToolChoice {
  if (type === "any") return "required";
  if (type === "tool") return name === undefined ? "required" : { name };
  return type;
}

function effort(thinking: PromptBody["thinking"]): string | undefined {
  if (thinking?.type !== "enabled") return undefined;
  return EFFORTS.find(([tokens]) => (thinking.budget_tokens ?? 0) >= tokens)?.[1];
}
