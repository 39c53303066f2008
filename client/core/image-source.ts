import { VoiceError } from "./voice-error.ts";

/** An image file's bytes, or something that yields them, as a browser's Blob does. */
export type ImageSource = Uint8Array | { arrayBuffer(): Promise<ArrayBuffer> };

/** Formats that the protocol carries. */
export type ImageMediaType = "image/jpeg" | "image/png" | "image/webp";

/** An image that is ready to be sent. */
export interface PreparedImage {
  readonly bytes: Uint8Array;
  readonly mediaType: ImageMediaType;
}

/**
 * Makes an image ready to be sent: small enough, and without metadata.
 * @throws VoiceError `image_failed`
 */
export type PrepareImage = (image: ImageSource, mediaType: string) => Promise<PreparedImage>;

const MEDIA_TYPES: ReadonlySet<string> = new Set<ImageMediaType>([
  "image/jpeg",
  "image/png",
  "image/webp",
]);

/** Sends an image as it is, if its format is one that the protocol carries. */
export const passImage: PrepareImage = async (image, mediaType) => {
  if (!MEDIA_TYPES.has(mediaType))
    throw new VoiceError("image_failed", "Only JPEG, PNG and WebP pictures can be sent.", {
      stage: "image",
    });
  const bytes = image instanceof Uint8Array ? image : new Uint8Array(await image.arrayBuffer());
  return { bytes, mediaType: mediaType as ImageMediaType };
};
