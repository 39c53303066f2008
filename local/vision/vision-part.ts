import type { ModelEntry, ModelHealth, ModelPart } from "../http/model-part.ts";
import { ModelWorker } from "../speech/model-worker.ts";
import { describePicture } from "./describe.ts";
import { sniffImageFormat } from "./image-format.ts";
import type { Sight } from "./sight.ts";
import { UnreadableImage } from "./unreadable-image.ts";
import { VISION_LIMITS } from "./vision-limits.ts";
import type { VisionAnswer } from "./vision-worker.ts";

/** The id that requests name in `model`. */
export const SIGHT_MODEL = "parley-sight";

/** The part of the server that looks at pictures. */
export interface Vision extends ModelPart {
  /**
   * Looks at one encoded image (PNG, JPEG, WebP, GIF) and says what is in it, first of all what the
   * question asks for. The first image starts the worker (about a second).
   *
   * @throws UnreadableImage
   * @throws HttpError `model_unavailable`, `model_failed`
   * @throws the signal's reason
   */
  describe(image: Uint8Array, signal: AbortSignal, question?: string): Promise<Sight>;
}

type Worker = ModelWorker<Uint8Array, VisionAnswer>;

const ENTRY: ModelEntry = {
  id: SIGHT_MODEL,
  task: "image-to-text",
  licence: "MIT AND Apache-2.0",
  languages: ["en"],
  capabilities: ["vision", "streaming"],
};

function check(image: Uint8Array): void {
  if (image.length > VISION_LIMITS.imageBytes)
    throw new UnreadableImage(
      "too_large",
      `The image is larger than ${VISION_LIMITS.imageBytes / 1024 / 1024} MiB.`,
    );
  if (!sniffImageFormat(image))
    throw new UnreadableImage("unsupported", "The image is no PNG, JPEG, WebP or GIF.");
}

/**
 * Makes the vision part. Nothing is loaded until the first image; after VISION_LIMITS.idleMs without
 * one the worker ends and its memory goes back.
 */
export function createVision(): Vision {
  let worker: Worker | undefined;
  let users = 0;
  let idle: NodeJS.Timeout | undefined;

  async function letGo(): Promise<void> {
    const ended = worker;
    worker = undefined;
    clearTimeout(idle);
    await ended?.close();
  }

  function current(): Worker {
    // A worker that failed to load gets another chance with every image.
    if (worker?.state.state === "failed") worker = undefined;
    worker ??= new ModelWorker("vision", new URL("./vision-worker.ts", import.meta.url), undefined);
    return worker;
  }

  async function ask(image: Uint8Array, signal: AbortSignal): Promise<VisionAnswer> {
    for await (const answer of current().run(image, signal)) return answer;
    throw new Error("The vision worker ended a run without an answer.");
  }

  return {
    models: [ENTRY],
    start: () => Promise.resolve(),
    close: letGo,
    health(): Record<string, ModelHealth> {
      const state = worker?.state;
      const task = ENTRY.task;
      if (state?.state === "failed")
        return { [SIGHT_MODEL]: { task, state: "failed", detail: state.message } };
      // A part that loads on demand does not make the server wait: while it loads it is idle still.
      return { [SIGHT_MODEL]: { task, state: state?.state === "ready" ? "ready" : "idle" } };
    },
    async describe(image, signal, question) {
      check(image);
      clearTimeout(idle);
      users += 1;
      try {
        const answer = await ask(image, signal);
        if (answer.type === "unreadable") throw new UnreadableImage(answer.fault, answer.message);
        const { findings } = answer;
        return { ...findings, prose: describePicture(findings, question) };
      } finally {
        users -= 1;
        if (users === 0) {
          idle = setTimeout(() => void letGo(), VISION_LIMITS.idleMs);
          idle.unref();
        }
      }
    },
  };
}
