import type { PrepareImage } from "../core/image-source.ts";
import { VoiceError } from "../core/voice-error.ts";

/** Longest side of a picture that is sent, in pixels. */
const LONGEST_SIDE = 1280;
const JPEG_QUALITY = 0.85;

/**
 * Makes a picture of any format that the browser reads ready to be sent: at most LONGEST_SIDE
 * pixels, JPEG, upright, and without the file's metadata (where and when it was taken).
 * @throws VoiceError `image_failed`
 */
export const prepareImage: PrepareImage = async (image, mediaType) => {
  try {
    const blob =
      image instanceof Blob
        ? image
        : new Blob([image instanceof Uint8Array ? image.slice() : await image.arrayBuffer()], {
            type: mediaType,
          });
    const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("There is no canvas.");
    // JPEG has no transparency: it would become black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const jpeg = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY);
    });
    if (jpeg === null) throw new Error("The picture could not be encoded.");
    return { bytes: new Uint8Array(await jpeg.arrayBuffer()), mediaType: "image/jpeg" };
  } catch (cause) {
    throw new VoiceError("image_failed", "This file can't be read as a picture.", {
      stage: "image",
      cause,
    });
  }
};
