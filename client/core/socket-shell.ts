import { AppError } from "../../shared/errors/app-error.ts";
import { decodeFrame, encodeFrame } from "../../shared/protocol/frame.ts";
import { parseServerMessage, PING, PONG } from "../../shared/protocol/parse-message.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/version.ts";
import type { ClientEffect } from "./client-effect.ts";
import type { ClientEvent } from "./client-event.ts";
import type { Clock } from "./clock.ts";
import type { ConnectionEffect } from "./connection-event.ts";
import type { GetToken, SessionIdentity } from "./session-grant.ts";
import type { Transport, TransportFactory } from "./transport.ts";
import { VoiceError } from "./voice-error.ts";
import { openWebSocket } from "./websocket-transport.ts";

/** The effects that concern the connection. `latency` becomes a listener's event instead. */
export type SocketEffect =
  | Exclude<ConnectionEffect, { type: "latency" }>
  | Extract<ClientEffect, { type: "send" | "send-frame" }>;

/** What a connection needs besides the effects. */
export interface SocketShellOptions {
  readonly url: string;
  readonly getToken: GetToken;
  readonly plays: boolean;
  readonly client: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly transport?: TransportFactory | undefined;
  readonly dispatch: (event: ClientEvent) => void;
}

/** The one place that holds the socket and the connection's timer. */
export interface SocketShell {
  run(effect: SocketEffect, identity: SessionIdentity | undefined): void;
}

/** Makes the shell of a client's connection. */
export function createSocketShell(options: SocketShellOptions): SocketShell {
  const {
    url,
    getToken,
    clock,
    random,
    dispatch,
    transport: openTransport = openWebSocket,
  } = options;
  let transport: Transport | undefined;
  let cancelTimer = () => {};

  function grant(generation: number, identity: SessionIdentity | undefined): void {
    // Called in a promise, so that an application's getToken may also throw at once.
    Promise.resolve(identity)
      .then(getToken)
      .then(
        (made) => dispatch({ type: "granted", generation, grant: made }),
        (thrown: unknown) => {
          const error = VoiceError.from(thrown, "connection_failed", "connection");
          dispatch({ type: "refused", generation, error, random: random() });
        },
      );
  }

  function open(generation: number, path: string, token: string): void {
    transport = openTransport(
      { url: socketUrl(url, path), token },
      {
        onOpen: () => dispatch({ type: "opened", generation }),
        onMessage: (data) => receive(generation, data),
        onClose: (code) =>
          dispatch({ type: "closed", generation, code, now: clock.now(), random: random() }),
      },
    );
  }

  function receive(generation: number, data: string | Uint8Array): void {
    const now = clock.now();
    if (data === PONG) {
      dispatch({ type: "pong", generation, now });
      return;
    }
    let event: ClientEvent;
    try {
      event =
        typeof data === "string"
          ? { type: "message", generation, message: parseServerMessage(data), now }
          : { type: "frame", generation, frame: decodeFrame(data), now };
    } catch (cause) {
      // A type that is not known here is of a newer server.
      if (cause instanceof AppError && cause.field === "type") return;
      const error = new VoiceError("bad_message", "The server sent something unreadable.", {
        stage: "connection",
        cause,
      });
      event = { type: "unreadable", generation, error };
    }
    dispatch(event);
  }

  return {
    run(effect, identity) {
      switch (effect.type) {
        case "grant":
          grant(effect.generation, identity);
          return;
        case "open":
          open(effect.generation, effect.grant.url, effect.grant.token);
          return;
        case "hello": {
          const { client, plays } = options;
          const { resume, tools } = effect;
          // Absent: automatic.
          const turns = effect.turns === "manual" ? effect.turns : undefined;
          const protocol = PROTOCOL_VERSION;
          const hello = { type: "hello", protocol, client, plays, turns, resume, tools };
          transport?.send(JSON.stringify(hello));
          return;
        }
        case "ping":
          transport?.send(PING);
          return;
        case "send":
          transport?.send(JSON.stringify(effect.message));
          return;
        case "send-frame":
          transport?.send(encodeFrame(effect.frame));
          return;
        case "close":
          transport?.close(effect.code, "");
          transport = undefined;
          return;
        case "timer": {
          cancelTimer();
          const { generation, ms } = effect;
          if (ms === undefined) return;
          cancelTimer = clock.schedule(ms, () =>
            dispatch({ type: "timer", generation, now: clock.now(), random: random() }),
          );
        }
      }
    },
  };
}

/** A grant's URL, which may be a path, as a WebSocket's. */
function socketUrl(origin: string, path: string): string {
  const absolute = /^[a-z]+:\/\//.test(path) ? path : origin.replace(/\/$/, "") + path;
  return absolute.replace(/^http/, "ws");
}
