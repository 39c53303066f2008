/** How a body got through to its reader. */
export type Passed =
  /** The reader has all of it, or of what came before it broke; more may be added. */
  | "through"
  | "broken"
  /** The reader has gone. */
  | "left";

/** A body on its way from a provider to a caller, moved by the platform itself. */
export interface Passage {
  readonly body: ReadableStream<Uint8Array>;
  readonly passed: Promise<Passed>;
  /** Ends the body, with a text behind what came where there is one. */
  close(last: string): Promise<void>;
  /** Ends the body as one that broke. */
  break(reason: unknown): Promise<void>;
}

/**
 * Lets a body pass. Between streams of the platform's own, workerd moves the bytes without entering
 * JavaScript; its identity stream is one, and tells when its reader goes away.
 */
export function passThrough(source: ReadableStream<Uint8Array>): Passage {
  const { readable, writable } = new IdentityTransformStream();
  const passed = source.pipeTo(writable, { preventClose: true, preventAbort: true }).then(
    () => "through" as const,
    () => howItEnded(writable),
  );
  return {
    body: readable,
    passed,
    async close(last) {
      const writer = writable.getWriter();
      if (last !== "") await writer.write(new TextEncoder().encode(last));
      await writer.close();
    },
    break: (reason) => writable.abort(reason),
  };
}

/** A pipe fails alike whoever ended it; only the writing side of a reader who left is of no use. */
async function howItEnded(writable: WritableStream<Uint8Array>): Promise<Passed> {
  const writer = writable.getWriter();
  try {
    await writer.ready;
    return "broken";
  } catch {
    return "left";
  } finally {
    writer.releaseLock();
  }
}
