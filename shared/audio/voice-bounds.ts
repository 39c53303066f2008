/** A sample of this size is louder than what speech models leave in their pauses, about −41 dB. */
const LOUD = 300;

/** Where in a growing sound the voice is: from its first loud sample to its last. */
export class VoiceBounds {
  #length = 0;
  #from: number | undefined;
  #to = 0;

  /** Takes the next samples. */
  take(samples: Int16Array): void {
    const last = samples.findLastIndex(isLoud);
    if (last >= 0) {
      this.#from ??= this.#length + samples.findIndex(isLoud);
      this.#to = this.#length + last + 1;
    }
    this.#length += samples.length;
  }

  /** The bounds so far, in a sound that begins at `start`; undefined while it is silent. */
  within(start: number): { readonly from: number; readonly to: number } | undefined {
    return this.#from === undefined
      ? undefined
      : { from: start + this.#from, to: start + this.#to };
  }
}

function isLoud(sample: number): boolean {
  return sample > LOUD || sample < -LOUD;
}
