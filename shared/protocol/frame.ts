import { AppError } from "../errors/app-error.ts";

/**
 * A binary WebSocket message: an 8-byte little-endian header, then the payload.
 *
 * | byte | type | meaning |
 * | --- | --- | --- |
 * | 0 | u8 | kind, one of {@link FRAME_KINDS} |
 * | 1 | u8 | sequence within the turn (replies) or the connection (microphone), modulo 256 |
 * | 2–3 | u16 | turn that the frame belongs to, modulo 65,536; 0 for the microphone |
 * | 4–7 | u32 | position: the first sample's index, or an image's number |
 */
export const FRAME_HEADER_BYTES = 8;

export const FRAME_KINDS = {
  /** PCM16LE mono at MICROPHONE_RATE, client → server; position counts samples since the connection opened. */
  microphone: 1,
  /** PCM16LE mono at REPLY_RATE, server → client; position counts samples since the reply began. */
  reply: 2,
  /** An image file's bytes, client → server; position is the number that `image` announced. */
  image: 3,
} as const;

/** The kind of a {@link Frame}, by name. */
export type FrameKind = keyof typeof FRAME_KINDS;

/** A decoded binary message. `payload` is a view, not a copy. */
export interface Frame {
  readonly kind: FrameKind;
  readonly sequence: number;
  readonly turn: number;
  readonly position: number;
  readonly payload: Uint8Array;
}

const KIND_NAMES: Readonly<Record<number, FrameKind>> = {
  1: "microphone",
  2: "reply",
  3: "image",
};

/** Writes a frame with its header into one new buffer. Numbers wrap to their field's width. */
export function encodeFrame(frame: Frame): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + frame.payload.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FRAME_KINDS[frame.kind]);
  view.setUint8(1, frame.sequence & 0xff);
  view.setUint16(2, frame.turn & 0xffff, true);
  view.setUint32(4, frame.position >>> 0, true);
  bytes.set(frame.payload, FRAME_HEADER_BYTES);
  return bytes;
}

/**
 * Reads a frame without copying its payload.
 * @throws AppError `bad_message` naming `frame.header`, `frame.kind` or `frame.payload`.
 */
export function decodeFrame(data: ArrayBuffer | Uint8Array): Frame {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  if (bytes.byteLength < FRAME_HEADER_BYTES)
    throw new AppError("bad_message", "A binary message is shorter than its header.", {
      field: "frame.header",
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = KIND_NAMES[view.getUint8(0)];
  if (kind === undefined)
    throw new AppError("bad_message", "A binary message has an unknown kind.", {
      field: "frame.kind",
    });
  const payload = bytes.subarray(FRAME_HEADER_BYTES);
  if (kind !== "image" && payload.byteLength % 2 !== 0)
    throw new AppError("bad_message", "An audio frame has half a sample.", {
      field: "frame.payload",
    });
  return {
    kind,
    sequence: view.getUint8(1),
    turn: view.getUint16(2, true),
    position: view.getUint32(4, true),
    payload,
  };
}
