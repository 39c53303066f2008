import { imagePrompt } from "../chat-messages.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import { readChat } from "../read-chat.ts";
import type { AiBinding } from "./ai-binding.ts";
import { runModel, WORKERS_AI } from "./ai-binding.ts";
import { chatInput } from "./text.ts";

/** What is in an image, by a chat with a model that sees. */
export function imageToTextAdapter(ai: AiBinding, tools: ProviderTools): Adapter<"image-to-text"> {
  return async function* ({ model, input, signal }) {
    const prompt = chatInput(model, { messages: imagePrompt(input) });
    const response = await runModel(ai, model, prompt, signal);
    for await (const event of readChat(response, WORKERS_AI, signal, tools.limits))
      if (event.type === "text" || event.type === "finish") yield event;
  };
}
