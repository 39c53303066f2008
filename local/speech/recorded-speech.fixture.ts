import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createResampler } from "../../shared/audio/resampler.ts";
import { decodeWav } from "../../shared/audio/wav.ts";
import { spokenForm } from "./text/spoken-form.ts";

/** Debian's pocketsphinx-testdata: human recordings with their words. */
const FOLDER = "/usr/share/pocketsphinx/test/data/librivox";

/** A recording and what is said in it. */
export interface Clip {
  readonly file: string;
  readonly words: string;
  /** 16 kHz mono. */
  readonly samples: Float32Array;
}

/** The five LibriVox clips (public domain). */
export function libriVoxClips(): Clip[] {
  const lines = readFileSync(join(FOLDER, "transcription"), "utf8").trim().split("\n");
  return lines.map((line) => {
    const [, words = "", name = ""] = /<s> (.*) <\/s> \((.*)\)/.exec(line) ?? [];
    const file = join(FOLDER, `${name}.wav`);
    // The published transcription has a word twice that the book and the reader have once.
    return {
      file,
      words: words.replace("more a amiable", "more amiable"),
      samples: decodeWav(readFileSync(file)).samples,
    };
  });
}

/** Sentences of everyday conversations, with numbers as words. */
export const SENTENCES = [
  "Hello, thanks for calling. How can I help you today?",
  "Your appointment is confirmed for Tuesday, March fourteenth at three thirty in the afternoon.",
  "I found two restaurants nearby that are still open.",
  "Sure, I can help with that. What is your order number?",
  "The total comes to forty two dollars and fifty cents.",
  "It looks like the package was delivered yesterday morning.",
  "I am sorry, I did not catch that. Could you please repeat it?",
  "The weather in San Francisco is sunny with a high of sixty eight degrees.",
  "Please hold while I transfer you to a human agent.",
  "I have turned off the lights in the living room.",
  "Your balance is one thousand two hundred dollars.",
  "Let me check the calendar and get back to you.",
];

/** Wrong, missing and additional words, and the words there should be. */
export function wordErrors(wanted: string, heard: string): { errors: number; words: number } {
  const a = wordsOf(wanted);
  const b = wordsOf(heard);
  let row = b.map((_, j) => j).concat(b.length);
  for (const [i, word] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries())
      next.push(
        Math.min(
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
          (row[j] ?? 0) + (word === other ? 0 : 1),
        ),
      );
    row = next;
  }
  return { errors: row.at(-1) ?? 0, words: a.length };
}

/** `$42.50` and `forty two dollars and fifty cents` are the same words, `3.30` is a time. */
function wordsOf(text: string): string[] {
  return (
    spokenForm(text.replace(/(\d)\.(\d\d)(?= in the)/g, "$1:$2"))
      .toLowerCase()
      .match(/[a-z']+/g) ?? []
  );
}

/** Samples at another rate. */
export function atRate(samples: Float32Array, from: number, to: number): Float32Array {
  const resampler = createResampler({ from, to });
  return Float32Array.from([...resampler.process(samples), ...resampler.flush()]);
}
