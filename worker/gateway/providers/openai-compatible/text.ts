import type { TaskInput } from "../../run-types.ts";
import { chatMessages, chatTools } from "../chat-messages.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import { readChat } from "../read-chat.ts";
import type { Endpoint } from "./endpoint.ts";
import { post } from "./endpoint.ts";
import type { CompatibleRow } from "./rows.ts";

/** Text by `POST /chat/completions` (https://platform.openai.com/docs/api-reference/chat). */
export function textAdapter(endpoint: Endpoint, tools: ProviderTools): Adapter<"text"> {
  return async function* ({ model, input, signal }) {
    const body = chatRequest(endpoint.row, model, input);
    const response = await post(endpoint, "/chat/completions", model, body, signal);
    yield* readChat(response, endpoint.row.name, signal, tools.limits);
  };
}

/** The request's body, with what the row says about this server's fields. */
export function chatRequest(row: CompatibleRow, model: string, input: TaskInput["text"]): object {
  return {
    model,
    messages: chatMessages(input.messages),
    stream: true,
    ...(row.usageUnasked === true ? {} : { stream_options: { include_usage: true } }),
    ...(input.tools === undefined || input.tools.length === 0
      ? {}
      : { tools: chatTools(input.tools) }),
    ...(input.maxTokens === undefined ? {} : { [row.maxTokens ?? "max_tokens"]: input.maxTokens }),
    ...(input.temperature === undefined ? {} : { temperature: input.temperature }),
  };
}
