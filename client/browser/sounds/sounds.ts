/**
 * What can be played: a sound that is made here (`rain`, `office`, `typing`, `soft`), the address of
 * a sound file, or samples, mono, full scale 1. A name that is not known is silence.
 */
export type SoundSource = string | { readonly samples: Float32Array; readonly rate: number };

/** Sounds under the voice, in a call. */
export interface Sounds {
  readonly background?: SoundSource | undefined;
  /** While the agent thinks for longer than half a second. */
  readonly thinking?: SoundSource | undefined;
  /** 0…1; default 0.3. */
  readonly volume?: number | undefined;
}
