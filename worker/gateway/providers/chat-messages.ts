import { toDataUrl } from "../base64.ts";
import type { PromptMessage, TaskInput, ToolSpec } from "../run-types.ts";

/** A prompt in the format of OpenAI's chat completions, which Workers AI takes too. */
export function chatMessages(messages: readonly PromptMessage[]): readonly object[] {
  return messages.map(chatMessage);
}

function chatMessage(message: PromptMessage): object {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.text };
    case "user":
      return { role: "user", content: userContent(message) };
    case "assistant":
      return {
        role: "assistant",
        content: message.text,
        ...(message.toolCalls === undefined || message.toolCalls.length === 0
          ? {}
          : {
              tool_calls: message.toolCalls.map((call) => ({
                id: call.id,
                type: "function",
                function: { name: call.name, arguments: call.input },
              })),
            }),
      };
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: message.text };
  }
}

function userContent(message: PromptMessage & { role: "user" }): string | readonly object[] {
  if (message.images === undefined || message.images.length === 0) return message.text;
  const images = message.images.map((image) => ({
    type: "image_url",
    image_url: { url: "url" in image ? image.url : toDataUrl(image) },
  }));
  return message.text === "" ? images : [...images, { type: "text", text: message.text }];
}

/** Tools in the same format. */
export function chatTools(tools: readonly ToolSpec[]): readonly object[] {
  return tools.map((tool) => ({
    type: "function",
    function: { name: tool.name, description: tool.description, parameters: tool.parameters },
  }));
}

/** An image and a question about it, as a prompt for a model that sees. */
export function imagePrompt(input: TaskInput["image-to-text"]): readonly PromptMessage[] {
  return [{ role: "user", text: input.question ?? "", images: [input.image] }];
}
