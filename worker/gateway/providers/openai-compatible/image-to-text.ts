import { imagePrompt } from "../chat-messages.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import { readChat } from "../read-chat.ts";
import type { Endpoint } from "./endpoint.ts";
import { post } from "./endpoint.ts";
import { chatRequest } from "./text.ts";

/** What is in an image, by a chat completion whose one message holds it as a `data:` URL. */
export function imageToTextAdapter(
  endpoint: Endpoint,
  tools: ProviderTools,
): Adapter<"image-to-text"> {
  return async function* ({ model, input, signal }) {
    const body = chatRequest(endpoint.row, model, { messages: imagePrompt(input) });
    const response = await post(endpoint, "/chat/completions", model, body, signal);
    for await (const event of readChat(response, endpoint.row.name, signal, tools.limits))
      if (event.type === "text" || event.type === "finish") yield event;
  };
}
