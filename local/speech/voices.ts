/** A voice that requests can name. */
export interface Voice {
  /** The model that speaks it. */
  readonly model: "piper-joe" | "flite";
  /** Brings its speech to the same loudness as the others' (decibels). */
  readonly gainDb: number;
}

/**
 * Every voice, the preferred ones first. The gains were measured over twelve sentences, so that the
 * active speech of each has an RMS of −20 dBFS.
 */
export const VOICES = {
  joe: { model: "piper-joe", gainDb: 3.2 },
  rms: { model: "flite", gainDb: 0 },
  slt: { model: "flite", gainDb: -5.7 },
  awb: { model: "flite", gainDb: -1.2 },
} as const satisfies Record<string, Voice>;

export type VoiceName = keyof typeof VOICES;

/** One request to a voice's worker. */
export interface SpeakInput {
  readonly text: string;
  readonly voice: VoiceName;
  /** 2 is twice as fast. */
  readonly speed: number;
}

/** Names of a model's voices, its default first. */
export function voicesOf(model: Voice["model"]): VoiceName[] {
  return (Object.keys(VOICES) as VoiceName[]).filter((name) => VOICES[name].model === model);
}
