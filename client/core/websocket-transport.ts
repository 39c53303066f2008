import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../shared/protocol/version.ts";
import { platform } from "./platform.ts";
import type { TransportFactory } from "./transport.ts";

const OPEN = 1;
/** RFC 6455: the connection broke, or never came about. */
const ABNORMAL = 1006;

/** A WebSocket. The token is offered as a subprotocol, since a browser's socket takes no headers. */
export const openWebSocket: TransportFactory = ({ url, token }, handlers) => {
  const socket = new platform.WebSocket(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => handlers.onOpen();
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") handlers.onMessage(data);
    else if (data instanceof ArrayBuffer) handlers.onMessage(new Uint8Array(data));
  };
  // An error says nothing that its close event does not, and is always followed by one.
  socket.onerror = () => {};
  socket.onclose = ({ code, reason }) => handlers.onClose(code === 0 ? ABNORMAL : code, reason);
  return {
    send(data) {
      if (socket.readyState === OPEN) socket.send(data);
    },
    close(code, reason) {
      socket.close(code, reason);
    },
  };
};
