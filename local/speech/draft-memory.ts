/** Utterances that are remembered: those of the conversations that go on at the same time. */
const REMEMBERED = 4;

interface Heard {
  readonly audio: Float32Array;
  readonly tokens: readonly number[];
}

/**
 * What the last utterances were, as tokens. While a person speaks, the same utterance comes again
 * and again, longer each time: what was heard of its beginning is a good guess for its next decoding.
 */
export class DraftMemory {
  #heard: readonly Heard[] = [];

  /** Tokens of the longest remembered audio that this one begins with; none where there is none. */
  draftFor(audio: Float32Array): readonly number[] {
    const known = this.#heard.filter((one) => beginsWith(audio, one.audio));
    return known.toSorted((a, b) => b.audio.length - a.audio.length)[0]?.tokens ?? [];
  }

  /** Remembers what was heard, in the place of what it goes on from. */
  keep(audio: Float32Array, tokens: readonly number[]): void {
    const others = this.#heard.filter((one) => !beginsWith(audio, one.audio));
    this.#heard = [{ audio, tokens }, ...others].slice(0, REMEMBERED);
  }
}

function beginsWith(whole: Float32Array, beginning: Float32Array): boolean {
  return beginning.length <= whole.length && beginning.every((sample, i) => sample === whole[i]);
}
