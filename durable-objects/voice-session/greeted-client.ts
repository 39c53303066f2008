import type { Connection } from "partyserver";
import type { ConnectionState } from "./connection-state.ts";

type Client = Connection<ConnectionState>;

/**
 * The client that said hello. It is looked for among the object's sockets once, and then known: every
 * frame that comes and goes asks for it, and each look reads attachments.
 */
export class GreetedClient {
  readonly #sockets: () => Iterable<Client>;
  #known: Client | undefined;

  constructor(sockets: () => Iterable<Client>) {
    this.#sockets = sockets;
  }

  /** Whether a socket is the one that was found last, and open. */
  isKnown(socket: WebSocket): socket is Client {
    return socket === this.#known && isGreeted(this.#known);
  }

  /** The connected client that said hello; `except` is one that is just leaving. */
  find(except?: Client): Client | undefined {
    const known = this.#known;
    if (known !== undefined && known !== except && isGreeted(known)) return known;
    this.#known = undefined;
    for (const client of this.#sockets())
      if (client.id !== except?.id && isGreeted(client)) this.#known ??= client;
    return this.#known;
  }
}

function isGreeted({ readyState, state }: Client): boolean {
  return readyState === WebSocket.OPEN && state?.phase === "greeted";
}
