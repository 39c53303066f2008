import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { WeightsFile } from "./manifest.ts";

/** Milliseconds to the first byte, and between two. */
const CONNECT_MS = 5_000;
const STALL_MS = 30_000;

/** Reports bytes as they come. */
export type OnBytes = (bytes: number) => void;

/**
 * Downloads a file from the model hub to `part`.
 * @throws Error when the hub cannot be reached, does not answer with the file, or stalls
 * @throws the signal's reason
 */
export async function fetchFromHub(
  file: WeightsFile,
  part: string,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  const expire = (): void => silence.abort(new Error("the hub did not answer in time"));
  let timer = setTimeout(expire, CONNECT_MS);
  const either = AbortSignal.any([signal, silence.signal]);
  try {
    const response = await fetch(file.hub, { signal: either, redirect: "follow" });
    if (!response.ok || response.body === null)
      throw new Error(`the hub answered with status ${response.status}`);
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(expire, STALL_MS);
        onBytes(chunk.length);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), watch, createWriteStream(part), {
      signal: either,
    });
  } finally {
    clearTimeout(timer);
  }
}
