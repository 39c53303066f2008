/** Where a transport connects to, and the proof that it may. */
export interface TransportAddress {
  /** `ws:` or `wss:` URL. */
  readonly url: string;
  /** Single-use token, offered as a subprotocol. */
  readonly token: string;
}

/** What a transport calls; nothing follows `onClose`, which comes exactly once. */
export interface TransportHandlers {
  onOpen(): void;
  onMessage(data: string | Uint8Array): void;
  /** `code` as in RFC 6455; 1006 where the connection broke or never opened. */
  onClose(code: number, reason: string): void;
}

/** A connection that is being opened, or is open. */
export interface Transport {
  /** Sends one message. Nothing happens before `onOpen` and after `onClose`. */
  send(data: string | Uint8Array): void;
  /** Closes; `onClose` follows. Harmless when it is closed. */
  close(code?: number, reason?: string): void;
}

/** Opens a connection at once. Must not throw for a network's failure: that is `onClose(1006)`. */
export type TransportFactory = (
  address: TransportAddress,
  handlers: TransportHandlers,
) => Transport;
