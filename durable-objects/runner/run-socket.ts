import { AppError } from "../../shared/errors/app-error.ts";
import type { ReadRun } from "./run-reader.ts";
import { withId } from "./run-reader.ts";
import type { RunnerLimits } from "./runner-limits.ts";

/** Close codes of a run's socket. */
export const RUN_CLOSE = {
  /** The run is over and everything was sent. */
  over: 1000,
  /** The reader said something that is no acknowledgement. */
  badMessage: 4400,
  /** The reader was too far behind for too long; it may come back with `from`. */
  slow: 4408,
  /** Something failed here; it may come back with `from`. */
  failed: 1011,
} as const;

/**
 * Sends a run's events from an index on, each as one text message: the same text that the
 * server-sent stream has. The platform buffers for a slow reader without bound, so what is sent is
 * at most a window ahead of what the reader acknowledged with `{ "ack": <id> }`; a run that is
 * smaller than the window needs no acknowledgement. Resolves when the socket is closed.
 */
export async function sendRun(
  socket: WebSocket,
  read: ReadRun,
  from: number,
  limits: Pick<RunnerLimits, "socketWindow" | "socketAckMs">,
): Promise<void> {
  const window = new AckWindow(limits.socketWindow);
  let isOpen = true;
  const closed = new Promise<"closed">((resolve) => {
    const end = (): void => {
      isOpen = false;
      resolve("closed");
    };
    socket.addEventListener("close", end);
    socket.addEventListener("error", end);
  });
  const close = (code: number, reason: string): void => {
    isOpen = false;
    socket.close(code, reason);
  };
  socket.addEventListener("message", ({ data }) => {
    const id = acknowledged(data);
    if (id === undefined) close(RUN_CLOSE.badMessage, 'Send { "ack": <id> } or nothing.');
    else window.acknowledge(id);
  });
  let index = from;
  try {
    while (isOpen) {
      const reading = read(index);
      if (reading.type === "end") return close(RUN_CLOSE.over, "The run is over.");
      if (reading.type === "wait") {
        await Promise.race([reading.more, closed]);
        continue;
      }
      index = reading.first;
      for (const event of reading.events) {
        if (!isOpen) return;
        socket.send(withId(event, index));
        window.sent(index++, event.length);
        if (!window.isFull) continue;
        const outcome = await within(limits.socketAckMs, Promise.race([window.room(), closed]));
        if (outcome === "late") return close(RUN_CLOSE.slow, `Read on with from=${index}.`);
      }
    }
  } catch (thrown) {
    close(RUN_CLOSE.failed, AppError.from(thrown).message);
  }
}

/** What was sent and not yet acknowledged. */
class AckWindow {
  readonly #limit: number;
  readonly #sent: { readonly index: number; readonly length: number }[] = [];
  #length = 0;
  #room = Promise.withResolvers<"room">();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#length >= this.#limit;
  }

  sent(index: number, length: number): void {
    this.#sent.push({ index, length });
    this.#length += length;
  }

  acknowledge(index: number): void {
    for (let first = this.#sent[0]; first !== undefined && first.index <= index;) {
      this.#length -= first.length;
      this.#sent.shift();
      first = this.#sent[0];
    }
    if (this.isFull) return;
    this.#room.resolve("room");
    this.#room = Promise.withResolvers<"room">();
  }

  /** Resolves when there is room again. */
  room(): Promise<"room"> {
    return this.#room.promise;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | "late"> {
  const late = Promise.withResolvers<"late">();
  const timer = setTimeout(() => late.resolve("late"), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function acknowledged(data: unknown): number | undefined {
  if (typeof data !== "string" || data.length > 64) return undefined;
  const id = /^\s*\{\s*"ack"\s*:\s*(\d{1,9})\s*\}\s*$/.exec(data)?.[1];
  return id === undefined ? undefined : Number(id);
}
