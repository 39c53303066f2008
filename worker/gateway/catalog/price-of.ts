import type { Usage } from "../run-types.ts";
import type { Prices, Rates } from "./catalog-model.ts";
import { entryOf } from "./catalog.ts";

const MILLION = 1_000_000;

/**
 * What a call cost in USD; undefined when a price or an amount that it needs is unknown. `at` is
 * when the call began (milliseconds since 1970), for prices that depend on the time of day.
 */
export function priceOf(
  provider: string,
  model: string,
  usage: Usage,
  at?: number,
): number | undefined {
  const entry = entryOf(provider, model);
  if (entry?.price === undefined) return undefined;
  return costOf(entry.price, usage, at, entry.task === "speech-to-text");
}

/**
 * What `usage` costs at these prices, as {@link priceOf} says it. `isHeard`: the input is sound, as
 * it is too where its seconds are known.
 */
export function costOf(
  prices: Prices,
  usage: Usage,
  at?: number,
  isHeard = usage.audioSeconds !== undefined,
): number | undefined {
  if (prices.hours !== undefined && at === undefined) return undefined;
  const rates = ratesFor(prices, usage, at);
  const parts = [
    ...tokenParts(rates, usage, isHeard),
    part(rates.audioMinute, minutes(usage.audioSeconds)),
    part(rates.characters, millions(usage.characters)),
    part(rates.image, usage.images),
  ].filter((known) => known !== "free of it");
  // The fee of a request alone isn't its price.
  if (parts.length === 0) return undefined;
  return parts.reduce<number | undefined>(
    (sum, known) => (sum === undefined || known === "unknown" ? undefined : sum + known),
    rates.request ?? 0,
  );
}

/** One part of a cost: its amount, that it doesn't arise, or that it can't be told. */
type Part = number | "free of it" | "unknown";

/** A part that arises wherever it has a rate. */
function part(rate: number | undefined, amount: number | undefined): Part {
  if (rate === undefined) return "free of it";
  return amount === undefined ? "unknown" : rate * amount;
}

/** A part that arises where there is any of it. */
function tokens(rate: number | undefined, count: number): Part {
  if (count === 0) return "free of it";
  return rate === undefined ? "unknown" : (rate * count) / MILLION;
}

function tokenParts(rates: Rates, usage: Usage, isHeard: boolean): readonly Part[] {
  const input = rates.input ?? rates.inputAudio;
  const output = rates.outputImage ?? rates.output;
  // Audio, characters and pictures are counted instead where only they have a price.
  if (input === undefined && output === undefined) return [];
  if (usage.inputTokens === undefined) return ["unknown"];
  if (output !== undefined && usage.outputTokens === undefined) return ["unknown"];
  const { cachedTokens: cached = 0, cacheWriteTokens: written = 0, outputTokens = 0 } = usage;
  const fresh = Math.max(0, usage.inputTokens - cached - written);
  const reasoned = rates.reasoning === undefined ? 0 : (usage.reasoningTokens ?? 0);
  if (rates.reasoning !== undefined && usage.reasoningTokens === undefined) return ["unknown"];
  // A part that costs nothing keeps the price of an empty call 0 rather than unknown.
  return [
    0,
    // What is heard has its own rate; only speech to text sends audio, and nothing else with it.
    tokens(isHeard ? (rates.inputAudio ?? input) : rates.input, fresh),
    tokens(rates.cachedInput, cached),
    tokens(rates.cacheWrite, written),
    tokens(output, Math.max(0, outputTokens - reasoned)),
    tokens(rates.reasoning, reasoned),
  ];
}

function ratesFor(prices: Prices, usage: Usage, at: number | undefined): Rates {
  const time = at === undefined ? "" : new Date(at).toISOString().slice(11, 16);
  const hour = prices.hours?.find(({ from, until }) => isWithin(time, from, until));
  const tier = prices.tiers?.findLast(({ above }) => (usage.inputTokens ?? 0) > above);
  return { ...prices, ...hour, ...tier };
}

/** Times of day as `HH:MM`; one that ends before it begins goes over midnight. */
function isWithin(time: string, from: string, until: string): boolean {
  return from <= until ? time >= from && time < until : time >= from || time < until;
}

function minutes(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds / 60;
}

function millions(count: number | undefined): number | undefined {
  return count === undefined ? undefined : count / MILLION;
}
