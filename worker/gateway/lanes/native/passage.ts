/** How a body's passage ended: more may be added behind it where it still has a reader. */
export type Passed = "through" | "broken";

/** A body on its way from a provider to a caller, moved by the platform itself. */
export interface Passage {
  readonly body: ReadableStream<Uint8Array>;
  readonly passed: Promise<Passed>;
  /**
   * Whether a broken passage still has its reader. A pipe fails alike whoever ended it, and only
   * writing tells: it adds a line's end, which means nothing in a stream of events, and anything else
   * that broke is spoilt anyway.
   */
  hasReader(): Promise<boolean>;
  /** Ends the body, with a text behind what came where there is one. */
  close(last: string): Promise<void>;
  /** Ends the body as one that broke. */
  break(reason: unknown): Promise<void>;
}

/**
 * Lets a body pass. Between streams of the platform's own, workerd moves the bytes without entering
 * JavaScript; its identity stream is one, and the pipe into it ends when its reader goes away.
 */
export function passThrough(source: ReadableStream<Uint8Array>): Passage {
  const { readable, writable } = new IdentityTransformStream();
  const passed = source.pipeTo(writable, { preventClose: true, preventAbort: true }).then(
    () => "through" as const,
    () => "broken" as const,
  );
  return {
    body: readable,
    passed,
    async hasReader() {
      const writer = writable.getWriter();
      try {
        await writer.write(LINE_END);
        return true;
      } catch {
        return false;
      } finally {
        writer.releaseLock();
      }
    },
    async close(last) {
      const writer = writable.getWriter();
      if (last !== "") await writer.write(new TextEncoder().encode(last));
      await writer.close();
    },
    break: (reason) => writable.abort(reason),
  };
}

const LINE_END = new Uint8Array([10]);
