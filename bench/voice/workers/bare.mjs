import { DurableObject } from "cloudflare:workers";
import { FRAME_HEADER_BYTES } from "../../../shared/protocol/frame.ts";
import { PIECE } from "../script.ts";

const SOUND = new Uint8Array(FRAME_HEADER_BYTES + PIECE * 2);

/** The least that an object can do: it answers each text with as much sound as the others, at once. */
export class Bare extends DurableObject {
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  webSocketMessage(socket, data) {
    if (typeof data === "string") socket.send(SOUND);
  }

  webSocketClose(socket) {
    socket.close();
  }
}

// oxlint-disable-next-line import/no-default-export -- a Worker's entry is its default export
export default {
  fetch(request, env) {
    return env.BARE.getByName(new URL(request.url).pathname).fetch(request);
  },
};
