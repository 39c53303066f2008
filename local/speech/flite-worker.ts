import { decodeWav } from "../../shared/audio/wav.ts";
import type { FliteVoice } from "./flite-program.ts";
import { FliteProgram } from "./flite-program.ts";
import { serveModel } from "./serve-model.ts";
import { SpeechShaper } from "./speech-shaper.ts";
import { spokenForm } from "./text/spoken-form.ts";
import { speechUnits } from "./text/speech-units.ts";
import type { SpeakInput } from "./voices.ts";
import { VOICES } from "./voices.ts";

/** The rate at which these voices speak, in hertz. */
const FLITE_RATE = 16_000;

await serveModel<SpeakInput, Int16Array>(
  async () => {
    const flite = await FliteProgram.load();
    await flite.speak("Ready.", "rms", 1);
    return async function* ({ text, voice, speed }, signal) {
      const shaper = new SpeechShaper(FLITE_RATE, VOICES[voice].gainDb);
      for (const unit of speechUnits(spokenForm(text))) {
        signal.throwIfAborted();
        const wav = await flite.speak(unit.text, voice as FliteVoice, 1 / speed);
        yield shaper.push(decodeWav(wav).samples);
        yield shaper.endUnit(unit.pauseMs / speed);
        // Lets a cancellation in, and another request's unit.
        await new Promise(setImmediate);
      }
      yield shaper.end();
    };
  },
  (samples) => [samples.buffer as ArrayBuffer],
);
