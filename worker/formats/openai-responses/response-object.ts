import type { AppError } from "../../../shared/errors/app-error.ts";
import type { Finish, ToolCall, Usage } from "../../gateway/run-types.ts";
import type { AnswerName } from "../answer-name.ts";
import type { TextAnswer } from "../text-answer.ts";
import type { ResponsesContext } from "./responses-request.ts";

type Status = "in_progress" | "completed" | "incomplete" | "failed";

/** The items of an answer as they are when they are whole. */
export const items = {
  reasoning: (id: string, text: string): object => ({
    id,
    type: "reasoning",
    summary: text === "" ? [] : [{ type: "summary_text", text }],
  }),
  message: (id: string, text: string): object => ({
    id,
    type: "message",
    status: "completed",
    role: "assistant",
    content: [textPart(text)],
  }),
  call: (id: string, call: ToolCall): object => ({
    id,
    type: "function_call",
    status: "completed",
    call_id: call.id,
    name: call.name,
    arguments: call.input,
  }),
};

/** A part of a message. */
export function textPart(text: string): object {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

/** A `response` (https://platform.openai.com/docs/api-reference/responses/object). */
export function responseObject(
  name: AnswerName,
  context: ResponsesContext,
  state: {
    readonly status: Status;
    readonly output: readonly object[];
    readonly usage?: Usage;
    readonly error?: AppError;
  },
): object {
  return {
    id: `resp_${name.id}`,
    object: "response",
    created_at: name.created,
    status: state.status,
    background: false,
    error:
      state.error === undefined ? null : { code: "server_error", message: state.error.message },
    incomplete_details: state.status === "incomplete" ? { reason: "max_output_tokens" } : null,
    instructions: context.instructions,
    max_output_tokens: context.maxOutputTokens,
    metadata: context.metadata,
    model: name.model,
    output: state.output,
    parallel_tool_calls: context.parallelToolCalls,
    previous_response_id: null,
    store: false,
    temperature: context.temperature,
    text: context.text,
    tool_choice: context.toolChoice,
    tools: context.tools,
    top_p: context.topP,
    truncation: "disabled",
    usage: state.usage === undefined ? null : responseUsage(state.usage),
  };
}

/** A whole answer. */
export function wholeResponse(
  name: AnswerName,
  context: ResponsesContext,
  { text, reasoning, calls, finish }: TextAnswer,
): object {
  const output = [
    ...(reasoning === "" ? [] : [items.reasoning(`rs_${name.id}`, reasoning)]),
    ...(text === "" && calls.length > 0 ? [] : [items.message(`msg_${name.id}`, text)]),
    ...calls.map((call, index) => items.call(`fc_${name.id}_${index}`, call)),
  ];
  return {
    ...responseObject(name, context, {
      status: endStatus(finish),
      output,
      usage: finish.usage,
    }),
    output_text: text,
  };
}

/** How a response ends. */
export function endStatus({ reason }: Finish): Status {
  return reason === "length" ? "incomplete" : "completed";
}

/**
 * Clients need numbers, so what the provider did not report is 0 here; the run's record says that
 * it is unknown.
 */
function responseUsage(usage: Usage): object {
  const input = usage.inputTokens ?? 0;
  const output = usage.outputTokens ?? 0;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.cachedTokens ?? 0,
      cache_write_tokens: usage.cacheWriteTokens ?? 0,
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
    total_tokens: input + output,
  };
}
