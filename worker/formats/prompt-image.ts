import { AppError } from "../../shared/errors/app-error.ts";
import type { ImageInput, PromptImage } from "../gateway/run-types.ts";

/** Files' first bytes by media type: what a picture is, whatever it is called. */
const SIGNATURES: readonly (readonly [string, RegExp])[] = [
  ["image/png", /^\x89PNG\r\n\x1a\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF[^]{4}WEBP/],
];
const SIGNATURE_BYTES = 12;

/**
 * A picture that is written as a `data:` URL or that an https URL names; the provider fetches the
 * latter. Throws AppError `bad_input` naming `field` for another scheme, and `bad_media` for bytes
 * that are no picture.
 */
export function imageOfUrl(url: string, field: string): PromptImage {
  if (url.startsWith("https://") && URL.canParse(url)) return { url };
  const base64 = /^data:[^,]*;base64,/.exec(url)?.[0];
  if (base64 === undefined)
    throw new AppError("bad_input", `${field}: a picture is a base64 data: URL or an https URL.`, {
      field,
    });
  return imageOfBase64(url.slice(base64.length), field);
}

/** A picture's file in base64. Throws AppError `bad_media` naming `field`. */
export function imageOfBase64(base64: string, field: string): ImageInput {
  return imageOfBytes(decodeBase64(base64, field), field);
}

/** A picture's file. Throws AppError `bad_media` naming `field`. */
export function imageOfBytes(data: Uint8Array, field: string): ImageInput {
  const start = String.fromCharCode(...data.subarray(0, SIGNATURE_BYTES));
  const mediaType = SIGNATURES.find(([, pattern]) => pattern.test(start))?.[0];
  if (mediaType === undefined)
    throw new AppError("bad_media", `${field}: the bytes are no PNG, JPEG, GIF or WebP picture.`, {
      field,
    });
  return { mediaType, data };
}

/** Base64 as bytes. Throws AppError `bad_media` naming `field`. */
export function decodeBase64(base64: string, field: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(base64);
  } catch (cause) {
    throw new AppError("bad_media", `${field}: this is no base64.`, { field, cause });
  }
  const data = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) data[at] = binary.charCodeAt(at);
  return data;
}
