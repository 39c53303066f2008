import { unsupportedField } from "../parse-body.ts";
import type { RunInputs, RunMessage } from "./run-body.ts";

/** Workers AI goes to 5, where other providers end at 2. */
const MAX_TEMPERATURE = 2;

/**
 * Workers AI's text inputs as a body of OpenAI's chat format, which they are close to: tools and
 * calls may lack their wrapping, a prompt may stand in place of messages, arguments may be objects.
 */
export function chatOfInputs(model: string, inputs: RunInputs): object {
  const prompt = inputs.prompt ?? undefined;
  if (!inputs.messages && prompt === undefined)
    throw unsupportedField("input", "it needs messages, a prompt or an input.");
  const { instructions } = inputs;
  const conversation = inputs.messages?.map(chatMessage) ?? [{ role: "user", content: prompt }];
  return {
    model,
    messages: instructions
      ? [{ role: "system", content: instructions }, ...conversation]
      : conversation,
    stream: inputs.stream,
    max_completion_tokens:
      inputs.max_completion_tokens ?? inputs.max_output_tokens ?? inputs.max_tokens,
    temperature: inputs.temperature
      ? Math.min(inputs.temperature, MAX_TEMPERATURE)
      : inputs.temperature,
    top_p: inputs.top_p,
    seed: inputs.seed,
    stop: inputs.stop,
    tools: inputs.tools?.map((tool) =>
      "function" in tool && isWrapped(tool) ? tool : wrapped(tool),
    ),
    tool_choice: inputs.tool_choice === "any" ? "required" : inputs.tool_choice,
    response_format: inputs.response_format && responseFormat(inputs.response_format),
    reasoning_effort: inputs.reasoning_effort,
  };
}

type Tool = NonNullable<RunInputs["tools"]>[number];

function isWrapped(tool: Tool): boolean {
  return tool["type"] === "function";
}

function wrapped(tool: Tool): object {
  return { type: "function", function: tool };
}

function chatMessage(message: RunMessage, index: number, all: readonly RunMessage[]): object {
  const content = message.content ?? "";
  if (message.role === "tool")
    return { role: "tool", content, tool_call_id: message.tool_call_id ?? callBefore(all, index) };
  if (message.role !== "assistant") return { role: message.role, content };
  const calls = message.tool_calls?.map((call, position) => ({
    id: call.id ?? madeId(index, position),
    type: "function",
    function: {
      name: call.function?.name ?? call.name ?? "",
      arguments: argumentText(call.function?.arguments ?? call.arguments),
    },
  }));
  return { role: "assistant", content, ...(calls?.length ? { tool_calls: calls } : {}) };
}

/** Workers AI's older models number nothing: results follow their calls in order. */
function callBefore(all: readonly RunMessage[], index: number): string {
  const asked = all.slice(0, index).findLastIndex(({ role }) => role === "assistant");
  const position = index - asked - 1;
  const call = all[asked]?.tool_calls?.[position];
  return call?.id ?? madeId(asked, position);
}

function madeId(message: number, position: number): string {
  return `call_${message}_${position}`;
}

function argumentText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? {});
}

/** Workers AI takes the bare schema, and OpenAI's wrapping. */
function responseFormat(format: NonNullable<RunInputs["response_format"]>): object {
  if (format.type !== "json_schema") return format;
  const { json_schema: given } = format;
  const isNamed = typeof given["name"] === "string" && typeof given["schema"] === "object";
  return { type: "json_schema", json_schema: isNamed ? given : { name: "answer", schema: given } };
}
