import type { Finish, Usage } from "../../gateway/run-types.ts";

/**
 * Usage as Anthropic reports it: `input_tokens` are those that no cache had. Clients need numbers,
 * so what the provider did not report is 0 here; the run's record says that it is unknown.
 */
export function messageUsage(usage: Usage): object {
  const cached = usage.cachedTokens ?? 0;
  const written = usage.cacheWriteTokens ?? 0;
  return {
    input_tokens: Math.max(0, (usage.inputTokens ?? 0) - cached - written),
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: written,
    output_tokens: usage.outputTokens ?? 0,
  };
}

/** The `stop_reason` of a message. */
export function stopReason(reason: Finish["reason"]): string {
  switch (reason) {
    case "tool-calls":
      return "tool_use";
    case "length":
      return "max_tokens";
    case "content-filter":
      return "refusal";
    case "stop":
    case "other":
      return "end_turn";
  }
}
