import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import type { TaskEvent } from "./run-types.ts";

type TextEvent = TaskEvent["text"];

/** How a run that broke says so in the format `events`. */
interface Broken {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}

const PREFIX = "data: ";
const END = "\n\n";

/**
 * The events of a run of the task `text`, from a Runner's stream in the format `events`. Leaving it
 * early lets go of the stream.
 * @throws AppError that the run broke of, or what the stream broke of.
 */
export async function* readEventData(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<TextEvent> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const whole = text.lastIndexOf(END);
      if (whole < 0) continue;
      for (const event of text.slice(0, whole).split(END)) yield parse(event);
      text = text.slice(whole + END.length);
    }
  } finally {
    // One that has ended, or broken, needs no cancelling.
    reader.cancel().catch(() => undefined);
  }
}

function parse(event: string): TextEvent {
  const data = JSON.parse(event.slice(PREFIX.length)) as TextEvent | Broken;
  if (data.type !== "error") return data;
  throw new AppError(data.code, data.message, { retryable: data.retryable });
}
