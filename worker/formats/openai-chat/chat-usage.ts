import type { Finish, Usage } from "../../gateway/run-types.ts";

/**
 * Usage as chat completions report it
 * (https://platform.openai.com/docs/api-reference/chat/object). Clients need numbers, so what the
 * provider did not report is 0 here; the run's record says that it is unknown.
 */
export function chatUsage(usage: Usage): object {
  const prompt = usage.inputTokens ?? 0;
  const completion = usage.outputTokens ?? 0;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens ?? 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
  };
}

/** The `finish_reason` of a choice. */
export function finishReason(reason: Finish["reason"]): string {
  switch (reason) {
    case "tool-calls":
      return "tool_calls";
    case "content-filter":
      return "content_filter";
    case "length":
      return "length";
    case "stop":
    case "other":
      return "stop";
  }
}
