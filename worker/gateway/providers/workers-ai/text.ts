import type { TaskInput } from "../../run-types.ts";
import { chatMessages, chatTools } from "../chat-messages.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import { readChat } from "../read-chat.ts";
import type { AiBinding } from "./ai-binding.ts";
import { runModel, WORKERS_AI } from "./ai-binding.ts";

/** Models that think aloud before they answer unless they are told not to. */
const THINKING = /gemma-4|glm-4\.7|qwen3/;

/** Text by a streamed chat completion of the binding. */
export function textAdapter(ai: AiBinding, tools: ProviderTools): Adapter<"text"> {
  return async function* ({ model, input, signal }) {
    const response = await runModel(ai, model, chatInput(model, input), signal);
    yield* readChat(response, WORKERS_AI, signal, tools.limits);
  };
}

/** The binding's input for a chat. */
export function chatInput(model: string, input: TaskInput["text"]): Record<string, unknown> {
  return {
    messages: chatMessages(input.messages),
    stream: true,
    ...(input.tools === undefined || input.tools.length === 0
      ? {}
      : { tools: chatTools(input.tools) }),
    ...(input.maxTokens === undefined ? {} : { max_tokens: input.maxTokens }),
    ...(input.temperature === undefined ? {} : { temperature: input.temperature }),
    ...(THINKING.test(model) ? { chat_template_kwargs: { enable_thinking: false } } : {}),
  };
}
