import { CLOSE_CODES } from "../../shared/protocol/close-codes.ts";
import { VoiceError } from "./voice-error.ts";

/** An attempt that did not come to the server's welcome. */
export function unreachable(how: string): VoiceError {
  return new VoiceError("connection_failed", `The connection to the server ${how}.`, {
    stage: "connection",
    retryable: true,
  });
}

/** A connection that was there and broke. */
export function lost(status: number): VoiceError {
  return new VoiceError("connection_lost", "The connection to the server was lost.", {
    stage: "connection",
    retryable: true,
    status,
  });
}

const REFUSALS: Readonly<Record<number, readonly [VoiceError["code"], string]>> = {
  [CLOSE_CODES.bad_handshake.code]: ["bad_message", "The server speaks another protocol version."],
  [CLOSE_CODES.unauthorized.code]: ["unauthorized", "The server did not accept the token."],
  [CLOSE_CODES.idle.code]: [
    "connection_closed",
    "The conversation was closed because nothing happened for a while.",
  ],
  [CLOSE_CODES.replaced.code]: [
    "connection_closed",
    "The conversation goes on in another window or on another device.",
  ],
  [CLOSE_CODES.too_much.code]: ["rate_limited", "The server closed the connection: too much came."],
};

/** A close after which another attempt by itself makes no sense. */
export function refusal(status: number): VoiceError {
  const [code, message] = REFUSALS[status] ?? [
    "connection_closed",
    `The server closed the connection (${status}).`,
  ];
  return new VoiceError(code, message, { stage: "connection", status });
}
