/** A kind of picture that can be read. */
export type ImageFormat = "png" | "jpeg" | "webp" | "gif";

/**
 * Tells the format by the file's first bytes, whatever its name or media type claims; undefined for
 * anything else (among them SVG, which can refer to other files).
 */
export function sniffImageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (text(0, 3) === "\xff\xd8\xff") return "jpeg";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "webp";
  if (text(0, 6) === "GIF87a" || text(0, 6) === "GIF89a") return "gif";
  return undefined;
}
