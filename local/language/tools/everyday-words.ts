/** Words that carry no meaning of their own in a request: they neither speak for a tool nor against. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a about again all also am an and any are as at be been but by can could did do does doing else
  for from get gets give go has have hello hey hi how i i'd i'll i'm if in into is it it's its just
  know let like many may me more most much my need no not now of off ok okay on one's or our out
  over parley per please quick quickly right say she should show so some tell than thank thanks
  that that's the their them then there these they this those to too up us uses want wanted was we
  well were what what's when where which who will with would yes you your you're exactly actually
  really maybe wondering currently moment already ever`.split(/\s+/),
);

/**
 * What everyday words are kinds of, for a tool's description says "length" where a person says
 * "miles". A word stands for itself and for these.
 */
const KINDS: Readonly<Record<string, string>> = {
  length:
    "mm millimeter cm centimeter meter metre km kilometer kilometre inch foot feet yard mile tall",
  distance: "meter metre km kilometer kilometre foot feet yard mile far",
  mass: "mg milligram gram kg kilo kilogram ounce oz pound lb lbs stone ton tonne",
  weight: "gram kg kilo kilogram ounce oz pound lb lbs stone ton tonne",
  temperature: "celsius fahrenheit kelvin centigrade degree",
  volume: "ml milliliter liter litre teaspoon tablespoon cup pint quart gallon",
  speed: "mph kmh kph knot kilometer kilometre mile hour second meter metre",
  date: "day today week weekday month year",
  convert: "change turn translate",
  currency: "dollar euro pound yen franc",
  weather: "rain snow sun sunny wind windy cloudy forecast umbrella",
  music: "song album playlist tune",
};

/** The stems of what a word is a kind of, by its own stem. */
export function kindsOf(stem: string): readonly string[] {
  return KINDS_BY_STEM.get(stem) ?? [];
}

/** Plurals that no rule makes, and words that say the same as another. */
const IRREGULAR: Readonly<Record<string, string>> = {
  feet: "foot",
  inches: "inch",
  hour: "time",
  "o'clock": "time",
  noon: "time",
  midnight: "time",
};

/** A word without its usual English endings; only good for comparing. */
export function stemOf(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s?$/, "");
  const lower = IRREGULAR[plain] ?? plain;
  return lower
    .replace(/(?:ings?|ers?|ed)$/, (ending) => (lower.length - ending.length >= 4 ? "" : ending))
    .replace(/ies$/, "y")
    .replace(/(?<=[a-z]{2}[^s])s$/, "")
    .replace(/(?<=[a-z]{3})e$/, "");
}

const KINDS_BY_STEM: ReadonlyMap<string, readonly string[]> = byStem();

function byStem(): ReadonlyMap<string, readonly string[]> {
  const kinds = new Map<string, string[]>();
  for (const [kind, words] of Object.entries(KINDS))
    for (const word of words.split(/\s+/)) {
      const stem = stemOf(word);
      kinds.set(stem, [...(kinds.get(stem) ?? []), stemOf(kind)]);
    }
  return kinds;
}
