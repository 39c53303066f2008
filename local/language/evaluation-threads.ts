import { LANGUAGE_LIMITS } from "./language-limits.ts";

/** Threads of the native evaluation. */
export interface ThreadCounts {
  /** While a prompt is read: many tokens at once. */
  readonly reading: number;
  /** While an answer is made: one token after the other. */
  readonly answering: number;
}

/**
 * Threads for a machine with so many cores. llama.cpp's threads wait for each other spinning, as
 * often for one token as for a batch of them. Where another model or process takes a core now and
 * then, two threads on two cores make an answer's tokens in 30 ms at the median instead of 40, but
 * one in ten takes 130 instead of 55, and while something else speaks or listens they come to a
 * crawl; a prompt of 26 tokens is read in 190 ms instead of 290 all the same. So cores are left to
 * the other models while an answer is made.
 */
export function threadCounts(cores: number): ThreadCounts {
  const { threads, coresForOthers } = LANGUAGE_LIMITS;
  return {
    reading: Math.max(1, Math.min(threads, cores)),
    answering: Math.max(1, Math.min(threads, cores - coresForOthers)),
  };
}

/** Sets the threads of the next evaluation, by what is going on. */
export class EvaluationThreads {
  readonly #llama: { maxThreads: number };
  readonly #counts: ThreadCounts;
  #readings = 0;

  /** @param llama takes a new `maxThreads` at any time, for the evaluations that begin after it */
  constructor(llama: { maxThreads: number }, counts: ThreadCounts) {
    this.#llama = llama;
    this.#counts = counts;
    this.#set();
  }

  /** A prompt is being read from now on; returns what ends that, which may be called again. */
  read(): () => void {
    let state: "reading" | "over" = "reading";
    this.#readings += 1;
    this.#set();
    return () => {
      if (state === "over") return;
      state = "over";
      this.#readings -= 1;
      this.#set();
    };
  }

  #set(): void {
    const { reading, answering } = this.#counts;
    this.#llama.maxThreads = this.#readings > 0 ? reading : answering;
  }
}
