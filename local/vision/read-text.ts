import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createWorker, OEM, PSM } from "tesseract.js";
import type { Page, Word, Worker } from "tesseract.js";
import { VISION_LIMITS } from "./vision-limits.ts";

/** Reads the text in pictures. */
export interface TextReader {
  /**
   * The lines of text in an encoded picture, joined by newlines; empty when there is none that is
   * certain enough, or when it takes longer than VISION_LIMITS.readMs.
   *
   * @throws the signal's reason when it aborts; the engine is stopped at once
   */
  read(page: Buffer, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** A short line needs more: stars and leaves make letters too, but rarely many in a row. */
function isText(words: readonly Pick<Word, "text" | "confidence">[]): boolean {
  const mean = words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
  const signs = words.map((word) => word.text).join("");
  const letters = signs.replaceAll(/[^\p{L}\p{N}]/gu, "").length;
  const needed =
    letters < VISION_LIMITS.shortLine
      ? VISION_LIMITS.shortLineConfidence
      : VISION_LIMITS.lineConfidence;
  return mean >= needed && letters >= 2 && letters * 2 > signs.length;
}

/** Words and lines that the engine is sure of; on photos it else reads letters into leaves. */
export function certainText(page: Pick<Page, "blocks">): string {
  const lines = (page.blocks ?? [])
    .flatMap((block) => block.paragraphs)
    .flatMap((paragraph) => paragraph.lines)
    .map((line) => line.words.filter((word) => word.confidence >= VISION_LIMITS.wordConfidence))
    .filter((words) => isText(words))
    .map((words) => words.map((word) => word.text).join(" "));
  return lines.join("\n").slice(0, VISION_LIMITS.textLength);
}

async function startEngine(): Promise<Worker> {
  const require = createRequire(import.meta.url);
  const data = dirname(require.resolve("@tesseract.js-data/eng/package.json"));
  const engine = await createWorker("eng", OEM.LSTM_ONLY, {
    langPath: join(data, "4.0.0_best_int"),
    cacheMethod: "none",
    gzip: true,
    // Without a handler of its own the package throws where nobody can catch.
    errorHandler: () => undefined,
  });
  await engine.setParameters({
    // Automatic page segmentation leaves out what does not look like text: on photos the other modes
    // take up to 3 s and return noise.
    tessedit_pageseg_mode: PSM.AUTO,
    // Sauvola's local threshold: reads a page in uneven light, of which the default loses half.
    thresholding_method: "2",
    // Else it tells the terminal about every picture's resolution.
    debug_file: "/dev/null",
  });
  return engine;
}

/** Rejects with the signal's reason as soon as it aborts. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/**
 * Starts Tesseract (English, its weights from the package, no network). It runs in a thread of its
 * own. An engine that was stopped in the middle is replaced on the next read.
 */
export async function createTextReader(): Promise<TextReader> {
  let engine: Worker | undefined = await startEngine();

  async function stop(): Promise<void> {
    const stopped = engine;
    engine = undefined;
    await stopped?.terminate();
  }

  return {
    async read(page, signal) {
      const limit = AbortSignal.timeout(VISION_LIMITS.readMs);
      engine ??= await startEngine();
      signal.throwIfAborted();
      try {
        const aborted = untilAborted(AbortSignal.any([signal, limit]));
        const { data } = await Promise.race([
          engine.recognize(page, {}, { blocks: true, text: false }),
          aborted,
        ]);
        return certainText(data);
      } catch (thrown) {
        await stop();
        if (signal.aborted || !limit.aborted) throw thrown;
        return "";
      }
    },
    close: stop,
  };
}
