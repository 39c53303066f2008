import { AppError } from "../../../shared/errors/app-error.ts";
import type { TaskEvent } from "../../gateway/run-types.ts";
import type { SpeechWriter } from "../../formats/openai-audio/speech-stream.ts";
import type { BegunRun } from "./start-reading.ts";

/**
 * A run of speech as the bytes of its file. It is read as fast as its reader takes it; a reader that
 * goes away ends the run. A run that breaks ends the body as its format does, or breaks it.
 */
export function speechBody(run: BegunRun, writer: SpeechWriter): ReadableStream<Uint8Array> {
  let begun = false;
  const next = async (): Promise<Uint8Array | undefined> => {
    if (!begun) {
      begun = true;
      return writer.write(run.first as TaskEvent["text-to-speech"]);
    }
    const { done, value } = await run.rest.next();
    return done === true ? undefined : writer.write(value as TaskEvent["text-to-speech"]);
  };
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      try {
        for (;;) {
          const bytes = await next();
          if (bytes === undefined) break;
          if (bytes.length > 0) return controller.enqueue(bytes);
        }
      } catch (thrown) {
        const last = writer.fail(AppError.from(thrown));
        if (last === undefined) throw thrown;
        controller.enqueue(last);
      }
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: () => run.stop(),
  });
}
