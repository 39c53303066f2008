import type { TaskInput } from "../../run-types.ts";
import { chatMessages } from "../chat-messages.ts";
import { chatOptions } from "../chat-options.ts";
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
    ...chatOptions(input),
    ...(THINKING.test(model) && input.reasoningEffort === undefined
      ? { chat_template_kwargs: { enable_thinking: false } }
      : {}),
  };
}
