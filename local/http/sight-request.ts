import { VISION_LIMITS } from "../vision/vision-limits.ts";
import { HttpError } from "./http-error.ts";

/** A checked request to look at a picture. */
export interface SightRequest {
  readonly image: Uint8Array;
  /** Where the image was in the request, for errors about it. */
  readonly imageField: string;
  /** The text beside the image; empty without any. */
  readonly question: string;
  readonly streamed: boolean;
  /** Whether a stream ends with a chunk that carries the usage. */
  readonly withUsage: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)?((?:;[\w-]+=[^;,]*)*)(;base64)?,/i;
const IMAGE_TYPES = new Set(["image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif"]);

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(message: string, param: string): HttpError {
  return new HttpError("invalid_value", message, { param });
}

/** The last message, which has to be the user's. */
function lastUserMessage(body: JsonObject): { message: JsonObject; field: string } {
  const { messages } = body;
  if (messages === undefined)
    throw new HttpError("missing_field", "A list of messages is needed.", { param: "messages" });
  if (!Array.isArray(messages) || messages.length === 0 || !messages.every(isObject))
    throw wrong("The messages have to be a list of objects, at least one.", "messages");
  const index = messages.findLastIndex((message: JsonObject) => message.role === "user");
  const message: unknown = messages[index];
  if (!isObject(message)) throw wrong("A message of the user is needed.", "messages");
  return { message, field: `messages[${index}].content` };
}

/** The bytes in a base64 data: URL of an image. Nothing is ever fetched. */
function readDataUrl(url: string, param: string): Uint8Array {
  const match = DATA_URL.exec(url.slice(0, 256));
  if (!match || match[3] === undefined)
    throw wrong("The image has to come as a base64 data: URL; it is not fetched.", param);
  if (!IMAGE_TYPES.has((match[1] ?? "").toLowerCase()))
    throw new HttpError("unsupported_media", "The image has to be a PNG, JPEG, WebP or GIF.", {
      param,
    });
  const encoded = url.slice(match[0].length);
  if (encoded.length * 0.75 > VISION_LIMITS.imageBytes + 3)
    throw new HttpError(
      "too_large",
      `The image is larger than ${VISION_LIMITS.imageBytes / 1024 / 1024} MiB.`,
      { param },
    );
  if (encoded === "" || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded))
    throw wrong("The image's data is not base64.", param);
  // A view of a pool would drag the pool along to the worker.
  return new Uint8Array(Buffer.from(encoded, "base64"));
}

function imageUrl(part: JsonObject, field: string): string {
  const { image_url: image } = part;
  const url = isObject(image) ? image.url : image;
  if (typeof url !== "string") throw wrong("An image part needs image_url.url.", field);
  return url;
}

function readFlag(body: JsonObject, field: string): boolean {
  const value = body[field];
  if (value === undefined || value === null) return false;
  if (typeof value !== "boolean") throw wrong(`${field} has to be true or false.`, field);
  return value;
}

function readUsageOption({ stream_options: options }: JsonObject): boolean {
  if (options === undefined || options === null) return false;
  if (!isObject(options)) throw wrong("stream_options has to be an object.", "stream_options");
  return readFlag(options, "include_usage");
}

/**
 * Checks the body of a chat completion that asks about one picture: the last user message holds
 * exactly one `image_url` part and any text. Earlier messages are not looked at.
 *
 * @throws HttpError 400, 413 or 415 whose `param` is the path of the field that is wrong
 */
export function readSightRequest(body: JsonObject): SightRequest {
  const { message, field } = lastUserMessage(body);
  const { content } = message;
  if (!Array.isArray(content) || !content.every(isObject))
    throw wrong("The content has to be a list of parts, one of them an image.", field);

  const images: { url: string; field: string }[] = [];
  const texts: string[] = [];
  for (const [i, part] of content.entries()) {
    const at = `${field}[${i}]`;
    if (part.type === "image_url")
      images.push({ url: imageUrl(part, `${at}.image_url`), field: `${at}.image_url` });
    else if (part.type === "text" && typeof part.text === "string") texts.push(part.text);
    else throw wrong("A part has to be of type text or image_url.", `${at}.type`);
  }
  const [first, second] = images;
  if (!first) throw wrong("This model needs an image to look at.", field);
  if (second) throw wrong("This model looks at one image at a time.", second.field);
  return {
    image: readDataUrl(first.url, first.field),
    imageField: first.field,
    question: texts.join("\n").slice(0, VISION_LIMITS.questionLength),
    streamed: readFlag(body, "stream"),
    withUsage: readUsageOption(body),
  };
}
