import { changeJsonTexts } from "./json-texts.ts";
import type { PromptMessage, RunRequest, Task, TaskInput } from "./run-types.ts";

/**
 * The request with each text in it that a model reads as `change` gives it back: messages, inputs of
 * tool calls, descriptions of tools, values to embed, what to draw, to say or to look for; and the
 * caller's id of its user, which goes to providers too. Names and schemas of tools stay.
 */
export function changeTexts<T extends Task>(
  request: RunRequest<T>,
  change: (text: string) => string,
): RunRequest<T> {
  return { ...request, input: changeInput(request.task, request.input, change) as TaskInput[T] };
}

/** The texts of a request that {@link changeTexts} would change, in its order. */
export function textsOf(request: RunRequest<Task>): readonly string[] {
  const texts: string[] = [];
  changeTexts(request, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

function changeInput(
  task: Task,
  given: TaskInput[Task],
  change: (text: string) => string,
): TaskInput[Task] {
  switch (task) {
    case "text": {
      const input = given as TaskInput["text"];
      const { tools, user } = input;
      return {
        ...input,
        messages: input.messages.map((message) => changeMessage(message, change)),
        ...(tools === undefined
          ? {}
          : {
              tools: tools.map((tool) => ({ ...tool, description: change(tool.description) })),
            }),
        ...changedUser(user, change),
      };
    }
    case "embedding": {
      const input = given as TaskInput["embedding"];
      return { ...input, values: input.values.map(change), ...changedUser(input.user, change) };
    }
    case "text-to-image": {
      const input = given as TaskInput["text-to-image"];
      return { ...input, prompt: change(input.prompt), ...changedUser(input.user, change) };
    }
    case "text-to-speech": {
      const input = given as TaskInput["text-to-speech"];
      return { ...input, text: change(input.text) };
    }
    case "image-to-text": {
      const input = given as TaskInput["image-to-text"];
      return input.question === undefined ? input : { ...input, question: change(input.question) };
    }
    case "speech-to-text":
      return given;
  }
}

function changeMessage(message: PromptMessage, change: (text: string) => string): PromptMessage {
  const text = change(message.text);
  if (message.role !== "assistant" || message.toolCalls === undefined) return { ...message, text };
  const toolCalls = message.toolCalls.map((call) => ({
    ...call,
    input: changeJsonTexts(call.input, change),
  }));
  return { ...message, text, toolCalls };
}

function changedUser(
  user: string | undefined,
  change: (text: string) => string,
): { readonly user?: string } {
  return user === undefined ? {} : { user: change(user) };
}
