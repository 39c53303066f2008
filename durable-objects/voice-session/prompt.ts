import { LIMITS } from "../../shared/protocol/limits.ts";
import type { LiveSource, Message, ToolPart } from "../../shared/protocol/conversation.ts";
import type { ImageInput, PromptMessage } from "../../worker/gateway/run-types.ts";

/** What a user's words and pictures become before they are history. */
export interface SaidNow {
  readonly text: string;
  readonly pictures: readonly Picture[];
}

/**
 * A picture as the model gets it: the image itself, or what the vision models saw in it. `source`
 * names the camera or the screen that showed it.
 */
export type Picture = { readonly source?: LiveSource | undefined } & (
  | { readonly kind: "image"; readonly image: ImageInput }
  | { readonly kind: "description"; readonly text: string }
);

const SHOWN = {
  camera: "What the user's camera shows",
  screen: "What the user's screen shows",
  picture: "What the picture shows",
} as const;

/**
 * Finds a picture of a message by its URL; undefined where it has been forgotten. An `old` one is
 * only described.
 */
export type PictureOf = (url: string, old: boolean) => Picture | undefined;

/**
 * The prompt of one reply: instructions, the conversation as it was heard, and what was said just
 * now where history does not hold it yet. It begins the same way each time, so that a model's
 * cache of the prefix stays warm. Turns of one side that follow each other are joined.
 */
export function buildPrompt(
  instructions: string,
  history: readonly Message[],
  pictureOf: PictureOf,
  now?: SaidNow,
): PromptMessage[] {
  const messages: PromptMessage[] = [{ role: "system", text: instructions }];
  const users = history.filter(({ role }) => role === "user").length + (now === undefined ? 0 : 1);
  let nth = 0;
  for (const message of history) {
    if (message.role === "user") {
      const old = users - ++nth >= LIMITS.pictureTurns;
      addUser(
        messages,
        saidIn(message, (url) => pictureOf(url, old)),
      );
    } else addAssistant(messages, message);
  }
  if (now !== undefined) addUser(messages, now);
  return messages;
}

function saidIn(message: Message, pictureOf: (url: string) => Picture | undefined): SaidNow {
  const pictures = message.parts.flatMap((part) => {
    if (part.type !== "file") return [];
    return [pictureOf(part.url) ?? describe(part.description ?? "It is gone.")];
  });
  return { text: words(message), pictures };
}

const describe = (text: string): Picture => ({ kind: "description", text });

function words(message: Message): string {
  return message.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join(" ");
}

function addUser(messages: PromptMessage[], said: SaidNow): void {
  const described = said.pictures.flatMap((picture) => {
    const shown = SHOWN[picture.source ?? "picture"];
    if (picture.kind === "description") return [`(${shown}: ${picture.text})`];
    return picture.source === undefined ? [] : [`(${shown}: see the image.)`];
  });
  const images = said.pictures.flatMap((picture) =>
    picture.kind === "image" ? [picture.image] : [],
  );
  // After the question: before it, a small model takes the description for the user's own words.
  const text = [said.text, ...described].join("\n").trim();
  const last = messages.at(-1);
  const before = last?.role === "user" ? last : undefined;
  if (before !== undefined) messages.pop();
  const all = [...(before?.images ?? []), ...images];
  messages.push({
    role: "user",
    text: before === undefined ? text : `${before.text}\n${text}`,
    ...(all.length > 0 ? { images: all } : {}),
  });
}

/** A reply that was cut ends with a dash, so that the model knows that it was not heard out. */
function addAssistant(messages: PromptMessage[], message: Message): void {
  for (const part of message.parts) if (part.type === "tool") messages.push(...toolMessages(part));
  const text = words(message);
  // A reply that was stopped before its first word.
  if (text === "" && message.parts.length > 0) return;
  const last = messages.at(-1);
  const said = message.interrupted === true ? `${text} —` : text;
  if (last?.role === "assistant" && last.toolCalls === undefined) {
    messages.pop();
    messages.push({ role: "assistant", text: `${last.text} ${said}` });
  } else messages.push({ role: "assistant", text: said });
}

/** Read of a tool that had not finished when its reply was stopped. */
const UNFINISHED = "It was not finished yet when the answer was broken off.";

/** A tool call and its result, as the model reads them. */
export function toolMessages(part: ToolPart): PromptMessage[] {
  const { toolCallId, name, input, state, output } = part;
  const call = { id: toolCallId, name, input: JSON.stringify(input ?? {}) };
  const text = state === "input-available" ? UNFINISHED : toolText(output);
  return [
    { role: "assistant", text: "", toolCalls: [call] },
    { role: "tool", toolCallId, name, text },
  ];
}

/** A tool's result as the model reads it: strings as they are, anything else as JSON. */
export function toolText(output: unknown): string {
  return typeof output === "string" ? output : JSON.stringify(output ?? null);
}
