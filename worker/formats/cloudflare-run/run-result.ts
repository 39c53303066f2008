import { toBase64 } from "../../gateway/base64.ts";
import type { TaskEvent } from "../../gateway/run-types.ts";
import type { AnswerName } from "../answer-name.ts";
import { inputObject } from "../input-object.ts";
import { chatCompletion } from "../openai-chat/chat-completion.ts";
import { gatherVectors } from "../openai-embeddings/embeddings.ts";
import { wholeResponse } from "../openai-responses/response-object.ts";
import type { ResponsesContext } from "../openai-responses/responses-request.ts";
import type { TextAnswer } from "../text-answer.ts";

/**
 * What a text model gives: Workers AI's `response`, `tool_calls` and `usage`; besides, what OpenAI's
 * formats have, chat's `choices` or, for inputs of the Responses format, its `output`.
 */
export function textResult(
  name: AnswerName,
  answer: TextAnswer,
  responses: ResponsesContext | undefined,
): object {
  const calls = answer.calls.map(({ id, name: tool, input }) => ({
    id,
    name: tool,
    arguments: inputObject(input),
  }));
  return {
    ...(responses === undefined
      ? chatCompletion(name, answer)
      : wholeResponse(name, responses, answer)),
    response: answer.text,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

/** `{ shape, data }`. */
export async function embeddingResult(
  events: AsyncIterable<TaskEvent["embedding"]>,
): Promise<object> {
  const { vectors, tokens } = await gatherVectors(events);
  return {
    shape: [vectors.length, vectors[0]?.length ?? 0],
    data: vectors.map((vector) => [...vector]),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** `{ image }` in base64; `images` where there are several. */
export async function imageResult(
  events: AsyncIterable<TaskEvent["text-to-image"]>,
): Promise<object> {
  const images: string[] = [];
  for await (const event of events) if (event.type === "image") images.push(toBase64(event.data));
  return { image: images[0] ?? "", ...(images.length > 1 ? { images } : {}) };
}

/** `{ text, word_count }`. */
export async function transcriptResult(
  events: AsyncIterable<TaskEvent["speech-to-text"]>,
): Promise<object> {
  const text = await gatherWords(events);
  return { text, word_count: text.split(/\s+/).filter((word) => word !== "").length };
}

/** `{ description, response }`: models of both kinds are in use. */
export async function descriptionResult(
  events: AsyncIterable<TaskEvent["image-to-text"]>,
): Promise<object> {
  const description = await gatherWords(events);
  return { description, response: description };
}

/** All text of a run. */
export async function gatherWords(
  events: AsyncIterable<TaskEvent["speech-to-text"]>,
): Promise<string> {
  let text = "";
  for await (const event of events) if (event.type === "text") text += event.text;
  return text;
}
