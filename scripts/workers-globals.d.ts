/**
 * What the Workers runtime has and the DOM's types lack. Scripts read the provider registry, which
 * brings the gateway's sources into their type check; nothing of this runs in Node.
 */
declare class IdentityTransformStream extends TransformStream<Uint8Array, Uint8Array> {}

interface Scheduler {
  wait(milliseconds: number): Promise<void>;
}

interface ReadableStreamBYOBReader {
  readAtLeast<T extends ArrayBufferView>(
    minimum: number,
    view: T,
  ): Promise<ReadableStreamReadResult<T>>;
}
