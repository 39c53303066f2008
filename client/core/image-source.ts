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
