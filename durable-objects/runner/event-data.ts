import type { Task, TaskEvent } from "../../worker/gateway/run-types.ts";
import type { EncoderFactory } from "../../worker/gateway/run-job.ts";

/** Bytes that one call of `String.fromCharCode` takes without overflowing the stack. */
const CHUNK = 8_192;

/**
 * The engine's own events as server-sent events: `data:` and their JSON, in which bytes and samples
 * are base64 and vectors are plain arrays; a run that breaks ends with `{ "type": "error", … }`.
 */
export const eventDataEncoder: EncoderFactory = () => ({
  encode: (event) => [sse(jsonOf(event))],
  fail: ({ code, message, retryable }) => [sse({ type: "error", code, message, retryable })],
});

function sse(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function jsonOf(event: TaskEvent[Task]): object {
  switch (event.type) {
    case "audio": {
      const { buffer, byteOffset, byteLength } = event.samples;
      return { ...event, samples: base64(new Uint8Array(buffer, byteOffset, byteLength)) };
    }
    case "image":
      return { ...event, data: base64(event.data) };
    case "embedding":
      return { ...event, vector: [...event.vector] };
    default:
      return event;
  }
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
