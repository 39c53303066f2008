import { readBody } from "./read-body.ts";

/**
 * A body of PCM16LE bytes as samples. Chunks end anywhere, so that a sample's first byte may come
 * in one chunk and its second in the next; a lone last byte is dropped.
 */
export async function* readPcm(
  response: Response,
  provider: string,
  signal: AbortSignal,
): AsyncGenerator<Int16Array, void> {
  let left: number | undefined;
  for await (const chunk of readBody(response.body, provider, signal)) {
    const [samples, rest] = takeBytes(left, chunk);
    left = rest;
    if (samples.length > 0) yield samples;
  }
}

/** The samples that are complete after `chunk`, and the byte that is left over. */
export function takeBytes(
  left: number | undefined,
  chunk: Uint8Array,
): readonly [Int16Array, number | undefined] {
  const shift = left === undefined ? 0 : 1;
  const length = chunk.length + shift;
  const samples = new Int16Array(length >> 1);
  const at = (index: number): number => (index < shift ? (left ?? 0) : (chunk[index - shift] ?? 0));
  // Reads bytes one by one: a chunk may begin at an odd offset of its buffer, and PCM16LE is
  // little-endian whatever the machine is.
  for (let index = 0; index < samples.length; index++)
    samples[index] = at(2 * index) | (at(2 * index + 1) << 8);
  return [samples, length % 2 === 1 ? at(length - 1) : undefined];
}
