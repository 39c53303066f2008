/**
 * What the Workers runtime has and the DOM's types lack. Scripts read the provider registry, which
 * brings the gateway's sources into their type check, and simulated sessions bring the objects'.
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

interface SqlStorageCursor<Row> {
  readonly rowsWritten: number;
  toArray(): Row[];
  one(): Row;
}

/** As much of it as the conversation's store asks of its object's database. */
interface SqlStorage {
  exec<Row extends Record<string, unknown>>(
    query: string,
    ...bindings: unknown[]
  ): SqlStorageCursor<Row>;
}
