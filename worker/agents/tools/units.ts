/** What a unit measures; only units of one kind convert into each other. */
export type UnitKind = "length" | "mass" | "temperature" | "volume" | "speed";

/** One unit: `base = value * factor + offset`, in the kind's SI unit (liters for volume). */
export interface Unit {
  readonly kind: UnitKind;
  readonly one: string;
  readonly many: string;
  readonly factor: number;
  readonly offset: number;
}

type Row = readonly [
  one: string,
  many: string,
  factor: number,
  names: readonly string[],
  offset?: number,
];

/**
 * Meters, kilograms, kelvins, liters, meters per second. The factors are exact by definition: the
 * international yard and pound of 1959, the US gallon of 231 cubic inches.
 */
const ROWS: Readonly<Record<UnitKind, readonly Row[]>> = {
  length: [
    ["millimeter", "millimeters", 0.001, ["mm"]],
    ["centimeter", "centimeters", 0.01, ["cm"]],
    ["meter", "meters", 1, ["m"]],
    ["kilometer", "kilometers", 1000, ["km", "k"]],
    ["inch", "inches", 0.0254, ["in", '"']],
    ["foot", "feet", 0.3048, ["ft", "'"]],
    ["yard", "yards", 0.9144, ["yd"]],
    ["mile", "miles", 1609.344, ["mi"]],
    ["nautical mile", "nautical miles", 1852, ["nmi"]],
  ],
  mass: [
    ["milligram", "milligrams", 1e-6, ["mg"]],
    ["gram", "grams", 0.001, ["g", "gramme"]],
    ["kilogram", "kilograms", 1, ["kg", "kilo"]],
    ["metric ton", "metric tons", 1000, ["t", "tonne"]],
    ["ounce", "ounces", 0.028349523125, ["oz"]],
    ["pound", "pounds", 0.45359237, ["lb"]],
    ["stone", "stone", 6.35029318, ["st", "stones"]],
    ["ton", "tons", 907.18474, ["short ton", "us ton"]],
  ],
  temperature: [
    ["degree Celsius", "degrees Celsius", 1, ["c", "celsius", "centigrade"], 273.15],
    ["degree Fahrenheit", "degrees Fahrenheit", 5 / 9, ["f", "fahrenheit"], 273.15 - 160 / 9],
    ["kelvin", "kelvins", 1, ["k", "degree kelvin"], 0],
  ],
  volume: [
    ["milliliter", "milliliters", 0.001, ["ml"]],
    ["centiliter", "centiliters", 0.01, ["cl"]],
    ["liter", "liters", 1, ["l"]],
    ["cubic meter", "cubic meters", 1000, ["m3"]],
    ["teaspoon", "teaspoons", 0.00492892159375, ["tsp"]],
    ["tablespoon", "tablespoons", 0.01478676478125, ["tbsp"]],
    ["fluid ounce", "fluid ounces", 0.0295735295625, ["fl oz"]],
    ["cup", "cups", 0.2365882365, []],
    ["pint", "pints", 0.473176473, ["pt"]],
    ["quart", "quarts", 0.946352946, ["qt"]],
    ["gallon", "gallons", 3.785411784, ["gal"]],
  ],
  speed: [
    ["meter per second", "meters per second", 1, ["m/s", "mps"]],
    ["kilometer per hour", "kilometers per hour", 1 / 3.6, ["km/h", "kph", "kmh", "kmph"]],
    ["mile per hour", "miles per hour", 0.44704, ["mph", "mi/h"]],
    ["foot per second", "feet per second", 0.3048, ["ft/s", "fps"]],
    ["knot", "knots", 1852 / 3600, ["kn", "kt"]],
  ],
};

const UNITS: readonly { unit: Unit; names: readonly string[] }[] = Object.entries(ROWS).flatMap(
  ([kind, rows]) =>
    rows.map(([one, many, factor, names, offset = 0]) => ({
      unit: { kind: kind as UnitKind, one, many, factor, offset },
      names: [one, many, ...names].map(normalize),
    })),
);

/**
 * Units that a name may mean, in any usual spelling: singular or plural, British or American, an
 * abbreviation. `k` is a kilometer and a kelvin, so there may be several.
 */
export function unitsNamed(name: string): readonly Unit[] {
  const wanted = normalize(name);
  const forms = [wanted, wanted.replace(/s$/, ""), wanted.replace(/^degrees? /, "")];
  for (const form of forms) {
    const found = UNITS.filter(({ names }) => names.includes(form)).map(({ unit }) => unit);
    if (found.length > 0) return found;
  }
  return [];
}

/** `value` of one unit in another of the same kind. */
export function convert(value: number, from: Unit, to: Unit): number {
  return (value * from.factor + from.offset - to.offset) / to.factor;
}

function normalize(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll("°", "")
    .replaceAll(".", "")
    .replaceAll("³", "3")
    .replace(/[\s_-]+/g, " ")
    .replaceAll(/(met|lit)re/g, "$1er")
    .trim();
}
