import type { Task, TaskInput } from "../run-types.ts";
import type { Prices, Rates } from "./catalog-model.ts";
import { entryOf } from "./catalog.ts";

const MILLION = 1_000_000;

/** Bounds of what a call may use, each above what providers are known to count. */
const BOUNDS = {
  /** Tokens that a provider adds to a prompt, for tools for instance. */
  addedTokens: 1_000,
  /** Tokens of one picture. */
  pictureTokens: 50_000,
  /** Tokens of a second of sound that is heard, and of a character that is spoken. */
  heardTokens: 100,
  spokenTokens: 10,
  /** Characters that are spoken in a minute, slowly. */
  spokenCharacters: 300,
  /** Seconds of a recording whose length only the provider knows. */
  unknownSeconds: 7_200,
  /** Tokens of a picture that is made. */
  drawnTokens: 20_000,
  /** Tokens of an answer where nothing says how long it may be. */
  answerTokens: 131_072,
} as const;

/** What a call uses at most. */
interface MostUsed {
  readonly input: number;
  readonly output: number;
  readonly audioMinutes: number;
  readonly characters: number;
  readonly images: number;
}

/**
 * The most that one call may cost, in US dollars; undefined where the model's price isn't known. A
 * prompt has no more tokens than bytes; an answer no more than the request or the model allows. Of
 * rates that depend on the time or the prompt's length, the highest counts.
 */
export function worstCost(
  provider: string,
  model: string,
  task: Task,
  input: TaskInput[Task],
): number | undefined {
  const entry = entryOf(provider, model);
  if (entry?.price === undefined) return undefined;
  const { context = Number.POSITIVE_INFINITY, maxOutput = BOUNDS.answerTokens } = entry;
  const rates = highestRates(entry.price);
  const most = mostUsed(task, input, maxOutput);
  const perInput = Math.max(
    rates.input ?? 0,
    rates.cachedInput ?? 0,
    rates.cacheWrite ?? 0,
    rates.inputAudio ?? 0,
  );
  const perOutput = Math.max(rates.output ?? 0, rates.reasoning ?? 0, rates.outputImage ?? 0);
  return (
    (Math.min(most.input, context) * perInput) / MILLION +
    (most.output * perOutput) / MILLION +
    most.audioMinutes * (rates.audioMinute ?? 0) +
    (most.characters * (rates.characters ?? 0)) / MILLION +
    most.images * (rates.image ?? 0) +
    (rates.request ?? 0)
  );
}

function mostUsed(task: Task, given: TaskInput[Task], maxOutput: number): MostUsed {
  const most = { ...promptOf(given), output: maxOutput, audioMinutes: 0, characters: 0, images: 0 };
  switch (task) {
    case "text": {
      const { maxTokens = maxOutput } = given as TaskInput["text"];
      return { ...most, output: Math.min(maxTokens, maxOutput) };
    }
    case "image-to-text":
      return most;
    case "embedding":
      return { ...most, output: 0 };
    case "text-to-image": {
      const { count = 1 } = given as TaskInput["text-to-image"];
      return { ...most, output: count * BOUNDS.drawnTokens, images: count };
    }
    case "speech-to-text": {
      const { samples, rate } = given as TaskInput["speech-to-text"];
      const seconds = samples.length === 0 ? BOUNDS.unknownSeconds : samples.length / rate;
      const input = BOUNDS.addedTokens + seconds * BOUNDS.heardTokens;
      return { ...most, input, audioMinutes: seconds / 60 };
    }
    case "text-to-speech": {
      const { length } = (given as TaskInput["text-to-speech"]).text;
      const output = Math.min(maxOutput, BOUNDS.addedTokens + length * BOUNDS.spokenTokens);
      const audioMinutes = 1 + length / BOUNDS.spokenCharacters;
      return { ...most, output, audioMinutes, characters: length };
    }
  }
}

/** The most tokens that an input may have: its bytes as JSON, and so many for each picture in it. */
function promptOf(input: TaskInput[Task]): { readonly input: number } {
  let pictures = 0;
  const json = JSON.stringify(input, (_, value: unknown) => {
    if (ArrayBuffer.isView(value)) {
      pictures++;
      return undefined;
    }
    if (isLink(value)) pictures++;
    return value;
  });
  const bytes = new TextEncoder().encode(json).length;
  return { input: bytes + BOUNDS.addedTokens + pictures * BOUNDS.pictureTokens };
}

function isLink(value: unknown): boolean {
  return typeof value === "object" && value !== null && "url" in value;
}

/** The highest of each rate, whatever the time of day and the length of the prompt. */
function highestRates({ tiers = [], hours = [], ...base }: Prices): Rates {
  const highest: Record<string, number> = {};
  for (const rates of [base, ...tiers, ...hours])
    for (const [name, rate] of Object.entries(rates))
      if (typeof rate === "number" && name !== "above")
        highest[name] = Math.max(highest[name] ?? 0, rate);
  return highest;
}
