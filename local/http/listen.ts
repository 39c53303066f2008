import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Handler } from "./handler.ts";
import { REQUEST_TIMEOUT_MS } from "./http-limits.ts";

/** A server that is listening. */
export interface Listening {
  /** `http://127.0.0.1:PORT`, without a slash. */
  readonly url: string;
  /** Takes no more requests and cuts those that run. */
  close(): Promise<void>;
}

/**
 * Serves `handler` on 127.0.0.1. Port 0 takes a free one.
 * @throws the system's error (`EADDRINUSE` …) when the port can't be had
 */
export async function listen(handler: Handler, port: number): Promise<Listening> {
  const server = createServer((incoming, outgoing) => void exchange(handler, incoming, outgoing));
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function exchange(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished)
      gone.abort(new DOMException("The client went away.", "AbortError"));
  });
  try {
    const response = await handler(toRequest(incoming), gone.signal);
    if (gone.signal.aborted) await response.body?.cancel();
    else await send(response, outgoing, gone.signal);
  } catch (error) {
    // The status is sent already, so the only way to say that the answer is broken is to break off.
    if (!gone.signal.aborted) console.error("An answer broke off.", error);
    outgoing.destroy();
  } finally {
    // What nobody read of the body has to pass, or the connection would stand still.
    if (!incoming.complete) drain(incoming);
  }
}

function drain(incoming: IncomingMessage): void {
  incoming.removeAllListeners("data").removeAllListeners("end").removeAllListeners("error");
  incoming.on("error", () => undefined).resume();
}

function toRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  const method = incoming.method ?? "GET";
  // The host is whatever the client says; only the path counts.
  const path = incoming.url?.startsWith("/") ? incoming.url : "/";
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(`http://127.0.0.1${path}`), {
    method,
    headers,
    ...(hasBody ? { body: toStream(incoming), duplex: "half" } : {}),
  });
}

/**
 * The body as a stream. Unlike Readable.toWeb, cancelling it leaves the connection alone, so that a
 * body that is too large gets its 413 instead of a reset; what is left of it is dropped.
 */
function toStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.pause();
      incoming.on("data", (chunk: Buffer) => {
        controller.enqueue(chunk);
        incoming.pause();
      });
      incoming.once("end", () => controller.close());
      incoming.once("error", (error) => controller.error(error));
    },
    pull() {
      incoming.resume();
    },
    cancel() {
      drain(incoming);
    },
  });
}

async function send(
  response: Response,
  outgoing: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  const reader = response.body.getReader();
  const cancel = (): void => void reader.cancel(gone.reason).catch(() => undefined);
  gone.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || gone.aborted) break;
      if (!outgoing.write(value)) await once(outgoing, "drain", { signal: gone });
    }
    outgoing.end();
  } finally {
    gone.removeEventListener("abort", cancel);
  }
}
