/** Sound that one isolate keeps, in samples at REPLY_RATE: about three minutes. */
const KEPT_SAMPLES = 4_500_000;

/**
 * The sound of words that are said again and again, greetings and apologies: made once in an isolate
 * for each voice, and there when no model answers.
 */
export interface RecordedSpeech {
  get(text: string): Int16Array | undefined;
  keep(text: string, samples: Int16Array): void;
}

/** By voice and words; insertion order is the order of use. */
const RECORDED = new Map<string, Int16Array>();

/** What a voice of a model has said before in this isolate. */
export function recordedSpeech(model: string, voice = ""): RecordedSpeech {
  const keyOf = (text: string): string => JSON.stringify([model, voice, text]);
  return {
    get(text) {
      const key = keyOf(text);
      const samples = RECORDED.get(key);
      if (samples === undefined) return undefined;
      RECORDED.delete(key);
      RECORDED.set(key, samples);
      return samples;
    },
    keep(text, samples) {
      if (samples.length === 0) return;
      RECORDED.set(keyOf(text), samples);
      let kept = 0;
      for (const one of RECORDED.values()) kept += one.length;
      for (const [key, oldest] of RECORDED) {
        if (kept <= KEPT_SAMPLES) return;
        RECORDED.delete(key);
        kept -= oldest.length;
      }
    },
  };
}
