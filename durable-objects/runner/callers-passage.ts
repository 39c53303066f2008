import type { WaitUntil } from "../../worker/gateway/ledger-client.ts";
import type { Passage } from "../../worker/gateway/lanes/native/passage.ts";

/** The way of a provider's own bytes to whoever started a run. */
export class CallersPassage {
  readonly #passage: Passage;
  readonly #waitUntil: WaitUntil;
  #isTaken = false;

  constructor(passage: Passage, waitUntil: WaitUntil) {
    this.#passage = passage;
    this.#waitUntil = waitUntil;
  }

  /** The bytes, once. */
  take(): ReadableStream<Uint8Array> | undefined {
    if (this.#isTaken) return undefined;
    this.#isTaken = true;
    return this.#passage.body;
  }

  /** Ends the bytes with a text behind them, when those that are on their way have passed. */
  end(last: string): void {
    this.#waitUntil(this.#end(last));
  }

  async #end(last: string): Promise<void> {
    await this.#passage.passed;
    try {
      await this.#passage.close(last);
    } catch {
      // The reader has gone; the journal has it all.
    }
  }
}
