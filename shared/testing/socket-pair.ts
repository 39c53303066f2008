/** What one end of a pair hears. */
export interface SocketPairHandlers {
  onMessage(data: string | Uint8Array): void;
  /** Comes once. */
  onClose(code: number, reason: string): void;
}

/** One end of a connection in memory. */
export interface SocketPairEnd {
  /** Delivered to the other end in order, in a later microtask; dropped once either end has closed. */
  send(data: string | Uint8Array): void;
  /** Closes both ends, each of which hears `code`. */
  close(code?: number, reason?: string): void;
  /** From now on; what came before waits. */
  listen(handlers: SocketPairHandlers): void;
}

interface End extends SocketPairEnd {
  take(deliver: (handlers: SocketPairHandlers) => void): void;
}

/**
 * Two connected ends that behave as a WebSocket's do: ordered, asynchronous, binary data copied, and
 * nothing after the close.
 */
export function createSocketPair(): readonly [SocketPairEnd, SocketPairEnd] {
  let closed = false;
  const first: End = createEnd(() => second);
  const second: End = createEnd(() => first);

  function createEnd(other: () => End): End {
    let handlers: SocketPairHandlers | undefined;
    let waiting: ((handlers: SocketPairHandlers) => void)[] = [];
    return {
      send(data) {
        if (closed) return;
        const copy = typeof data === "string" ? data : data.slice();
        other().take((ear) => ear.onMessage(copy));
      },
      close(code = 1000, reason = "") {
        if (closed) return;
        closed = true;
        for (const end of [first, second]) end.take((ear) => ear.onClose(code, reason));
      },
      listen(given) {
        handlers = given;
        for (const deliver of waiting) deliver(given);
        waiting = [];
      },
      take(deliver) {
        void Promise.resolve().then(() => {
          if (handlers === undefined) waiting.push(deliver);
          else deliver(handlers);
        });
      },
    };
  }
  return [first, second];
}
