import { readRecording } from "../tests/fixtures/recordings.ts";

/** A human being's recording, at 16 kHz. */
export interface Clip {
  readonly name: string;
  /** What is said, where somebody wrote it down: these clips count for the word error rate. */
  readonly said?: string;
  readonly samples: Float32Array;
}

const AUSTEN = "librivox/sense_and_sensibility_01_austen_64kb-";

/** Read aloud for LibriVox; the words are those of the package's own transcription. */
const READ: Readonly<Record<string, string>> = {
  "0870":
    "and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them",
  "0880": "he was not an ill disposed young man",
  "0890": "unless to be rather cold hearted and rather selfish is to be ill disposed",
  "0920":
    "had he married a more a amiable woman he might have been made still more respectable than he was",
  "0930": "he might even have been made amiable himself",
};

/** Commands, numbers and playing cards, by other people and with other microphones. */
const SHORT = [
  "goforward.raw",
  "something.raw",
  "numbers.raw",
  "cards/001.wav",
  "cards/002.wav",
  "cards/003.wav",
  "cards/004.wav",
  "cards/005.wav",
];

/**
 * The clips of Debian's pocketsphinx-testdata that are human speech.
 * @throws Error when the package is not installed.
 */
export function readClips(): Clip[] {
  const read = Object.entries(READ).map(([number, said]) => ({
    name: `librivox-${number}`,
    said,
    samples: readRecording(`${AUSTEN}${number}.wav`),
  }));
  const short = SHORT.map((name) => ({
    name: name.replace(/\.\w+$/, ""),
    samples: readRecording(name),
  }));
  return [...read, ...short];
}
