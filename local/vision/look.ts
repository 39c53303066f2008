import { mainColours } from "./colour-names.ts";
import { decodeImage } from "./decode-image.ts";
import { loadDetector } from "./detect.ts";
import { createTextReader } from "./read-text.ts";
import type { Findings } from "./sight.ts";

/** Looks at one encoded image. Throws UnreadableImage, and the signal's reason. */
export type Look = (image: Uint8Array, signal: AbortSignal) => Promise<Findings>;

/**
 * The reader has a thread of its own and works while the detector blocks this one, but its message
 * leaves only when the event loop turns.
 */
function afterThisTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Loads every model and returns the function that runs them. */
export async function loadVision(): Promise<Look> {
  const [detect, reader] = await Promise.all([loadDetector(), createTextReader()]);
  return async (image, signal) => {
    const decoded = await decodeImage(image);
    signal.throwIfAborted();
    const [text, objects] = await Promise.all([
      reader.read(decoded.page, signal),
      afterThisTurn().then(() => detect(decoded)),
    ]);
    return { objects, text, colours: mainColours(decoded.swatch) };
  };
}
