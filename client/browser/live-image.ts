import { LIMITS } from "../../shared/protocol/limits.ts";
import type { PreparedImage } from "../core/image-source.ts";
import { VoiceError } from "../core/voice-error.ts";

/** Longest side, in pixels: what vision models look at, and what print on a screen needs. */
const LONGEST_SIDE = 1024;
/** What is tried, one after the other, until a picture is small enough. */
const ATTEMPTS = [
  { side: LONGEST_SIDE, quality: 0.7 },
  { side: LONGEST_SIDE, quality: 0.45 },
  { side: 640, quality: 0.45 },
] as const;

/** A video's present picture as a JPEG. @throws VoiceError `image_failed` */
export async function encodeLiveImage(video: HTMLVideoElement): Promise<PreparedImage> {
  const canvas = document.createElement("canvas");
  for (const { side, quality } of ATTEMPTS) {
    const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
    canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, "image/jpeg", quality);
    });
    if (blob !== null && blob.size <= LIMITS.liveImageBytes)
      return { bytes: new Uint8Array(await blob.arrayBuffer()), mediaType: "image/jpeg" };
  }
  throw new VoiceError("image_failed", "What the camera shows can't be encoded.", {
    stage: "image",
  });
}
