/** What a microphone will hear, in stretches; silence after them. */
export class ScriptedSound {
  readonly #stretches: Int16Array[] = [];

  /** Samples that are still to be heard. */
  get length(): number {
    return this.#stretches.reduce((sum, { length }) => sum + length, 0);
  }

  add(...stretches: readonly Int16Array[]): void {
    this.#stretches.push(...stretches);
  }

  clear(): void {
    this.#stretches.length = 0;
  }

  /** The next samples. */
  take(length: number): Int16Array {
    const samples = new Int16Array(length);
    for (let filled = 0; filled < length;) {
      const [first] = this.#stretches;
      if (first === undefined) break;
      const part = first.subarray(0, length - filled);
      samples.set(part, filled);
      filled += part.length;
      if (part.length === first.length) this.#stretches.shift();
      else this.#stretches[0] = first.subarray(part.length);
    }
    return samples;
  }
}
