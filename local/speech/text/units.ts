import { decimalWords } from "./number-words.ts";

/** Unit → what it is called for one and for many. Case matters: `MB` is not `mb`. */
const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  "%": ["percent", "percent"],
  "°C": ["degree Celsius", "degrees Celsius"],
  "°F": ["degree Fahrenheit", "degrees Fahrenheit"],
  "°": ["degree", "degrees"],
  km: ["kilometer", "kilometers"],
  "km/h": ["kilometer per hour", "kilometers per hour"],
  kmh: ["kilometer per hour", "kilometers per hour"],
  kph: ["kilometer per hour", "kilometers per hour"],
  mph: ["mile per hour", "miles per hour"],
  m: ["meter", "meters"],
  cm: ["centimeter", "centimeters"],
  mm: ["millimeter", "millimeters"],
  mi: ["mile", "miles"],
  ft: ["foot", "feet"],
  in: ["inch", "inches"],
  yd: ["yard", "yards"],
  kg: ["kilogram", "kilograms"],
  g: ["gram", "grams"],
  mg: ["milligram", "milligrams"],
  lb: ["pound", "pounds"],
  lbs: ["pound", "pounds"],
  oz: ["ounce", "ounces"],
  l: ["liter", "liters"],
  L: ["liter", "liters"],
  ml: ["milliliter", "milliliters"],
  mL: ["milliliter", "milliliters"],
  h: ["hour", "hours"],
  hr: ["hour", "hours"],
  hrs: ["hour", "hours"],
  min: ["minute", "minutes"],
  mins: ["minute", "minutes"],
  s: ["second", "seconds"],
  sec: ["second", "seconds"],
  secs: ["second", "seconds"],
  ms: ["millisecond", "milliseconds"],
  Hz: ["hertz", "hertz"],
  kHz: ["kilohertz", "kilohertz"],
  MHz: ["megahertz", "megahertz"],
  GHz: ["gigahertz", "gigahertz"],
  kB: ["kilobyte", "kilobytes"],
  KB: ["kilobyte", "kilobytes"],
  MB: ["megabyte", "megabytes"],
  GB: ["gigabyte", "gigabytes"],
  TB: ["terabyte", "terabytes"],
  W: ["watt", "watts"],
  kW: ["kilowatt", "kilowatts"],
  V: ["volt", "volts"],
};

const names = Object.keys(UNITS)
  .toSorted((a, b) => b.length - a.length)
  .map((name) => name.replace("/", "\\/"))
  .join("|");
/** `in` needs no space before a digit elsewhere (`5 in the afternoon`), so there it must touch. */
const MEASURE = new RegExp(
  `(?<![\\w.])(-|−)?(\\d[\\d,]*(?:\\.\\d+)?)(?:(\\s?)(${names}))(?![\\w°])(\\.(?=\\s+[a-z]))?`,
  "g",
);

/** `72°F` → `seventy two degrees Fahrenheit`, `10 km` → `ten kilometers`. */
export function speakUnits(text: string): string {
  return text
    .replace(/°\s+(?=[CF]\b)/g, "°")
    .replace(
      MEASURE,
      (all, sign: string | undefined, number: string, gap: string, unit: string) => {
        const forms = UNITS[unit];
        if (forms === undefined || (unit === "in" && gap !== "")) return all;
        const minus = sign === undefined ? "" : "minus ";
        return `${minus}${decimalWords(number)} ${number === "1" ? forms[0] : forms[1]}`;
      },
    );
}
