import { int16ToPcm16 } from "../../../shared/audio/pcm.ts";
import { decodeFrame, encodeFrame } from "../../../shared/protocol/frame.ts";
import type { Frame } from "../../../shared/protocol/frame.ts";
import { parseClientMessage, PING, PONG } from "../../../shared/protocol/parse-message.ts";
import type { ClientMessage } from "../../../shared/protocol/client-messages.ts";
import type { ServerMessage } from "../../../shared/protocol/server-messages.ts";
import { createSocketPair } from "../../../shared/testing/socket-pair.ts";
import type { SocketPairEnd } from "../../../shared/testing/socket-pair.ts";
import type { SessionGrant, SessionIdentity } from "../session-grant.ts";
import type { TransportAddress, TransportFactory } from "../transport.ts";

/** One socket, as the server sees it. */
export interface ServerSocket {
  readonly address: TransportAddress;
  readonly messages: ClientMessage[];
  readonly frames: Frame[];
  readonly closes: number[];
  /** Everything in the order in which it came: types of messages, kinds of frames. */
  readonly order: string[];
  send(...messages: ServerMessage[]): void;
  sendText(text: string): void;
  /** Sends audio whose samples are their own index in the reply, modulo 32,768. */
  sendReply(turn: number, position: number, length: number, sequence?: number): void;
  close(code: number): void;
}

/** A server that speaks shared/protocol, and does what a test says. */
export interface FakeServer {
  readonly transport: TransportFactory;
  getToken(identity: SessionIdentity | undefined): Promise<SessionGrant>;
  /** Identities with which grants were asked for. */
  readonly asked: (SessionIdentity | undefined)[];
  readonly sockets: ServerSocket[];
  /** The latest socket. */
  socket(): ServerSocket;
  /** How sockets behave from now on. */
  mode: "welcomes" | "silent" | "refuses";
  answersPings: boolean;
  history: Extract<ServerMessage, { type: "welcome" }>["history"];
}

const STAGE = { model: "test/model", why: "a test" };

/** A welcome with this history. */
export function welcome(
  history: FakeServer["history"] = [],
): Extract<ServerMessage, { type: "welcome" }> {
  return {
    type: "welcome",
    protocol: 1,
    session: "s1",
    agent: { name: "assistant", title: "Assistant", tools: [] },
    stages: { listen: STAGE, think: STAGE, speak: STAGE, see: STAGE },
    history,
  };
}

/** Makes a server without connections. */
export function createFakeServer(): FakeServer {
  const server: FakeServer = {
    mode: "welcomes",
    answersPings: true,
    history: [],
    asked: [],
    sockets: [],
    socket: () => server.sockets.at(-1)!,
    async getToken(identity) {
      server.asked.push(identity);
      const session = identity?.id ?? "s1";
      const token = `token-${server.asked.length}`;
      return { session, resume: "secret", token, url: `/v1/sessions/${session}/socket` };
    },
    transport(address, handlers) {
      if (server.mode === "refuses") {
        void Promise.resolve().then(() => handlers.onClose(1006, ""));
        return { send() {}, close() {} };
      }
      const [near, far] = createSocketPair();
      near.listen(handlers);
      server.sockets.push(serve(server, address, far));
      void Promise.resolve().then(() => handlers.onOpen());
      return near;
    },
  };
  return server;
}

function serve(server: FakeServer, address: TransportAddress, end: SocketPairEnd): ServerSocket {
  const socket: ServerSocket = {
    address,
    messages: [],
    frames: [],
    closes: [],
    order: [],
    send: (...messages) => {
      for (const message of messages) end.send(JSON.stringify(message));
    },
    sendText: (text) => end.send(text),
    sendReply(turn, position, length, sequence = 0) {
      const samples = Int16Array.from({ length }, (_, index) => (position + index) & 0x7fff);
      const payload = int16ToPcm16(samples);
      end.send(encodeFrame({ kind: "reply", sequence, turn, position, payload }));
    },
    close: (code) => end.close(code),
  };
  end.listen({
    onMessage(data) {
      if (data === PING) {
        socket.order.push("ping");
        if (server.answersPings) end.send(PONG);
        return;
      }
      if (typeof data !== "string") {
        const frame = decodeFrame(data);
        socket.frames.push(frame);
        socket.order.push(`frame:${frame.kind}`);
        return;
      }
      const message = parseClientMessage(data);
      socket.messages.push(message);
      socket.order.push(message.type);
      if (message.type === "hello" && server.mode === "welcomes")
        socket.send(welcome(server.history));
    },
    onClose: (code) => socket.closes.push(code),
  });
  return socket;
}
