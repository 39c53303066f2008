import type { TaskInput } from "../../run-types.ts";
import { chatMessages } from "../chat-messages.ts";
import { chatOptions } from "../chat-options.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import { readChat } from "../read-chat.ts";
import type { CompatibleRow } from "./compatible-row.ts";
import type { Endpoint } from "./endpoint.ts";
import { post } from "./endpoint.ts";
import { responsesAdapter } from "./responses.ts";

/** Text by `POST /chat/completions` (https://platform.openai.com/docs/api-reference/chat). */
export function textAdapter(endpoint: Endpoint, tools: ProviderTools): Adapter<"text"> {
  const responses = responsesAdapter(endpoint, tools);
  return async function* (call) {
    const { model, input, signal } = call;
    if (endpoint.row.responsesOnly?.test(model) === true) {
      yield* responses(call);
      return;
    }
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
    ...chatOptions(input, row),
  };
}
