/** What a reader gets at an index. */
export type Reading =
  /** Events; `first` is the index of the first, which may lie behind the one that was asked for. */
  | { readonly type: "events"; readonly events: readonly string[]; readonly first: number }
  /** Nothing yet: read again when `more` resolves. */
  | { readonly type: "wait"; readonly more: Promise<void> }
  | { readonly type: "end" };

/** Reads a run at an index. Throws AppError. */
export type ReadRun = (index: number) => Reading;

const ENCODER = new TextEncoder();

/** A line in which an event names itself; the last one in it counts. */
const OWN_ID = /^id:.*(?:\r?\n|\r)/gm;

/** An event that names its index as its id, and no other. */
export function withId(event: string, index: number): string {
  return `id: ${index}\n${event.includes("id:") ? event.replaceAll(OWN_ID, "") : event}`;
}

/**
 * A run's events from an index on, as bytes; with `hasIds` each has an `id:` line. It holds an index and nothing else: events are looked
 * up when the other side takes them, so that a slow or forgotten reader costs no memory.
 * `onClose` is told once.
 */
export function readableRun(
  read: ReadRun,
  { from, hasIds }: { readonly from: number; readonly hasIds: boolean },
  onClose: () => void,
): ReadableStream<Uint8Array> {
  let index = from;
  let isOpen = true;
  const close = (): void => {
    if (isOpen) onClose();
    isOpen = false;
  };
  return new ReadableStream(
    {
      type: "bytes",
      async pull(controller) {
        while (isOpen) {
          const reading = read(index);
          if (reading.type === "wait") {
            await reading.more;
            continue;
          }
          if (reading.type === "end") {
            close();
            controller.close();
            // A pending read into the reader's own buffer ends only when it is answered.
            controller.byobRequest?.respond(0);
            return;
          }
          const { events, first } = reading;
          index = first + events.length;
          const texts = hasIds ? events.map((event, at) => withId(event, first + at)) : events;
          controller.enqueue(ENCODER.encode(texts.join("")));
          return;
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
