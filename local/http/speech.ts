import type { SpeakRequest, SpeechPart } from "../speech/speech-part.ts";
import { encodeWav } from "../../shared/audio/wav.ts";
import { int16ToPcm16 } from "../../shared/audio/pcm.ts";
import { MAX_SPEECH_CHARACTERS, MAX_SPEED, MIN_SPEED } from "../speech/speech-limits.ts";
import { SPEECH_RATE } from "../speech/speech-shaper.ts";
import type { Handler } from "./handler.ts";
import { HttpError } from "./http-error.ts";
import { MAX_SPEECH_BODY_BYTES } from "./http-limits.ts";
import { readJson } from "./read-body.ts";

const FORMATS = { pcm: `audio/pcm;rate=${SPEECH_RATE}`, wav: "audio/wav" } as const;
type Format = keyof typeof FORMATS;

/** `POST /v1/audio/speech`: sound leaves as soon as there is any. */
export function speechRoute(speech: SpeechPart): Handler {
  return async (request, signal) => {
    const { format, ...wanted } = readRequest(await readJson(request, MAX_SPEECH_BODY_BYTES));
    const pieces = speech.speak({ ...wanted, signal });
    // The first piece decides the status: after it the answer is 200 for good.
    const first = await pieces.next();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        if (format === "wav") controller.enqueue(streamingWavHeader());
        if (first.done) controller.close();
        else controller.enqueue(int16ToPcm16(first.value));
      },
      async pull(controller) {
        const next = await pieces.next();
        if (next.done) controller.close();
        else controller.enqueue(int16ToPcm16(next.value));
      },
      async cancel() {
        await pieces.return(undefined);
      },
    });
    return new Response(body, { headers: { "content-type": FORMATS[format] } });
  };
}

/** A WAV header whose two lengths are the largest possible: players read until the end. */
function streamingWavHeader(): Uint8Array {
  const header = encodeWav(new Int16Array(0), SPEECH_RATE);
  const view = new DataView(header.buffer);
  view.setUint32(4, 0xffffffff, true);
  view.setUint32(40, 0xffffffff, true);
  return header;
}

function readRequest(
  body: Readonly<Record<string, unknown>>,
): Omit<SpeakRequest, "signal"> & { format: Format } {
  const { input, model, voice, response_format: format = "pcm", speed = 1 } = body;
  if (input === undefined)
    throw new HttpError("missing_field", "input is missing.", { param: "input" });
  if (typeof input !== "string" || input.trim() === "")
    throw invalid("input", "input has to be a text that isn't empty.");
  if (input.length > MAX_SPEECH_CHARACTERS)
    throw invalid("input", `input is longer than ${MAX_SPEECH_CHARACTERS} characters.`);
  if (model !== undefined && typeof model !== "string")
    throw invalid("model", "model has to be a model's id.");
  if (voice !== undefined && typeof voice !== "string")
    throw invalid("voice", "voice has to be a voice's name.");
  if (format !== "pcm" && format !== "wav")
    throw invalid("response_format", "response_format has to be pcm or wav.");
  if (typeof speed !== "number" || !(speed >= MIN_SPEED && speed <= MAX_SPEED))
    throw invalid("speed", `speed has to be a number from ${MIN_SPEED} to ${MAX_SPEED}.`);
  return {
    text: input,
    format,
    speed,
    ...(model === undefined ? {} : { model }),
    ...(voice === undefined ? {} : { voice }),
  };
}

function invalid(param: string, message: string): HttpError {
  return new HttpError("invalid_value", message, { param });
}
