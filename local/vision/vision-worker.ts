import { serveModel } from "../speech/serve-model.ts";
import { loadVision } from "./look.ts";
import type { Findings } from "./sight.ts";
import type { ImageFault } from "./unreadable-image.ts";
import { UnreadableImage } from "./unreadable-image.ts";

/** What the worker answers to one image. */
export type VisionAnswer =
  | { readonly type: "found"; readonly findings: Findings }
  | { readonly type: "unreadable"; readonly fault: ImageFault; readonly message: string };

await serveModel<Uint8Array, VisionAnswer>(
  async () => {
    const look = await loadVision();
    return async function* (image, signal) {
      try {
        yield { type: "found", findings: await look(image, signal) };
      } catch (thrown) {
        if (!(thrown instanceof UnreadableImage)) throw thrown;
        yield { type: "unreadable", fault: thrown.fault, message: thrown.message };
      }
    };
  },
  () => [],
);
