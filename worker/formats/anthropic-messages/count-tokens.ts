import { estimateTokens } from "../../gateway/estimate.ts";
import { parseBody } from "../parse-body.ts";
import { PromptBody } from "./messages-body.ts";
import { readPrompt } from "./prompt-messages.ts";

/** About what a picture of a common size comes to (https://docs.claude.com/en/docs/build-with-claude/vision). */
const IMAGE_TOKENS = 1_500;
/** What each message's frame comes to. */
const MESSAGE_TOKENS = 4;

/**
 * Answers `POST /v1/messages/count_tokens`: an estimate, as tokenizers are their models' own, and
 * it says so. Throws AppError naming the field.
 */
export function countTokens(value: unknown): object {
  const body = parseBody(PromptBody, value);
  const { messages } = readPrompt(body);
  const prompt = messages.reduce((sum, message) => {
    const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
    const images = message.role === "user" ? (message.images?.length ?? 0) : 0;
    const text = [message.text, ...calls.map((call) => call.name + call.input)].join("");
    return sum + MESSAGE_TOKENS + estimateTokens(text) + images * IMAGE_TOKENS;
  }, 0);
  const tools = body.tools?.length ? estimateTokens(JSON.stringify(body.tools)) : 0;
  return { input_tokens: prompt + tools, estimated: true };
}
