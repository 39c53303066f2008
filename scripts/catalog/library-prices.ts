import { calcPrice, type ConditionalPrice, type ModelPrice } from "@pydantic/genai-prices";
import type { Prices, Rates } from "../../worker/gateway/catalog/catalog-model.ts";

/** A price of the library: one number, or a base and what holds above so many tokens of prompt. */
type LibraryRate = number | { base: number; tiers: { start: number; price: number }[] } | undefined;

/** Our names of the library's rates, and what one of theirs is in ours. */
const RATES: Readonly<Record<string, readonly [keyof Rates, number]>> = {
  input_mtok: ["input", 1],
  output_mtok: ["output", 1],
  cache_read_mtok: ["cachedInput", 1],
  cache_write_mtok: ["cacheWrite", 1],
  output_reasoning_mtok: ["reasoning", 1],
  input_audio_mtok: ["inputAudio", 1],
  output_image_mtok: ["outputImage", 1],
  input_audio_hours: ["audioMinute", 1 / 60],
  requests_kcount: ["request", 1 / 1000],
};

/** What the library calls our providers; Hugging Face's router has one list for each that it asks. */
const LIBRARY_PROVIDERS: Readonly<Record<string, string>> = {
  "workers-ai": "cloudflare",
  moonshot: "moonshotai",
  voyage: "voyageai",
  xai: "x-ai",
};

/**
 * What the library says that a model costs on `day` (`YYYY-MM-DD`): undefined where it doesn't know
 * the model, or knows no rate that we count by.
 */
export function libraryPrices(provider: string, model: string, day: string): Prices | undefined {
  const [name, ownRoute] = model.split(":");
  const providerId =
    provider === "huggingface"
      ? `huggingface_${ownRoute ?? ""}`
      : (LIBRARY_PROVIDERS[provider] ?? provider);
  const id = provider === "huggingface" ? (name ?? model) : model;
  const found = calcPrice({}, id, { providerId, timestamp: new Date(`${day}T00:00:00Z`) });
  // The library falls back to other providers' prices for models that a provider doesn't list.
  if (found === null || found.provider.id !== providerId) return undefined;
  return fromLibrary(found.model.prices, day);
}

/** The library's prices as ours. A rate of 0 is a trial's, or means that it isn't known. */
export function fromLibrary(
  prices: ModelPrice | readonly ConditionalPrice[],
  day: string,
): Prices | undefined {
  const all: readonly ConditionalPrice[] = Array.isArray(prices)
    ? prices
    : [{ prices: prices as ModelPrice }];
  const base = all.findLast(
    ({ constraint }) =>
      constraint === undefined ||
      (constraint.type === "start_date" && constraint.start_date <= day),
  );
  const hours = all.flatMap(({ constraint, prices: at }) =>
    constraint?.type === "time_of_date"
      ? [{ from: time(constraint.start_time), until: time(constraint.end_time), ...rates(at) }]
      : [],
  );
  const found: Prices = {
    ...(base === undefined ? {} : { ...rates(base.prices), ...tiers(base.prices) }),
    ...(hours.length === 0 ? {} : { hours }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}

function rates(prices: ModelPrice): Rates {
  return Object.fromEntries(
    Object.entries(RATES).flatMap(([theirs, [ours, factor]]) => {
      const rate = prices[theirs] as LibraryRate;
      const base = typeof rate === "object" ? rate.base : (rate ?? 0);
      return base === 0 ? [] : [[ours, exact(base * factor)]];
    }),
  );
}

function tiers(prices: ModelPrice): Pick<Prices, "tiers"> {
  const byStart = new Map<number, Record<string, number>>();
  for (const [theirs, [ours, factor]] of Object.entries(RATES)) {
    const rate = prices[theirs] as LibraryRate;
    if (rate === undefined || typeof rate === "number") continue;
    for (const { start, price } of rate.tiers)
      byStart.set(start, { ...byStart.get(start), [ours]: exact(price * factor) });
  }
  if (byStart.size === 0) return {};
  const sorted = [...byStart].toSorted(([a], [b]) => a - b);
  return { tiers: sorted.map(([above, at]) => ({ above, ...at })) };
}

/** Without the last digits that a division leaves behind. */
function exact(price: number): number {
  return Number(price.toPrecision(9));
}

function time(text: string): string {
  return text.slice(0, 5);
}
