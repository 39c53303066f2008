import * as z from "zod";
import { defineTool } from "../define-tool.ts";
import type { Unit } from "./units.ts";
import { convert, unitsNamed } from "./units.ts";

/** Significant digits of a spoken result: nobody wants to hear more. */
const DIGITS = 4;
/** Sizes between which a number is read out plainly. */
const PLAIN = { least: 1e-6, most: 1e15 };

const input = z.object({
  // Small models often write a number as text.
  value: z.preprocess(
    (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
    z.number(),
  ),
  from: z.string().describe('Unit of the value, for example "miles" or "celsius".'),
  to: z.string().describe('Unit that is wanted, for example "kilometers" or "fahrenheit".'),
});

/** Converts between units of length, mass, temperature, volume and speed. */
export const convertUnits = defineTool({
  description: "Converts a value between units of length, mass, temperature, volume or speed.",
  input,
  readOnly: true,
  run: ({ value, from, to }) => describeConversion(value, from, to),
});

/**
 * One sentence that can be spoken: `5 miles is 8.047 kilometers.` What can't be converted gets a
 * sentence that says why, for the model to make sense of.
 */
export function describeConversion(value: number, from: string, to: string): string {
  const sources = unitsNamed(from);
  const targets = unitsNamed(to);
  if (sources.length === 0) return `The unit "${from.slice(0, 40)}" is not known.`;
  if (targets.length === 0) return `The unit "${to.slice(0, 40)}" is not known.`;
  const source = sources.find((unit) => targets.some((other) => other.kind === unit.kind));
  const target = targets.find((unit) => unit.kind === source?.kind);
  if (source === undefined || target === undefined)
    return `${capital(sources[0]?.many)} measure ${sources[0]?.kind} and ${targets[0]?.many} measure ${targets[0]?.kind}, so they don't convert.`;
  const result = convert(value, source, target);
  return `${quantity(value, source)} is ${quantity(result, target)}.`;
}

function quantity(value: number, unit: Unit): string {
  const text = formatNumber(value);
  return `${text} ${text === "1" ? unit.one : unit.many}`;
}

/** `DIGITS` significant digits, whole numbers in full, no exponent, no thousands separators. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < PLAIN.least || size > PLAIN.most))
    return value
      .toExponential(2)
      .replace(/e([+-])/, (_, sign) => ` times ten to the ${sign === "-" ? "minus " : ""}`);
  const digits = Number.isInteger(value) || size >= 10 ** DIGITS ? 21 : DIGITS;
  const rounded = size >= 10 ** DIGITS ? Math.round(value) : Number(value.toPrecision(digits));
  return new Intl.NumberFormat("en-US", {
    useGrouping: false,
    maximumSignificantDigits: 15,
  }).format(Object.is(rounded, -0) ? 0 : rounded);
}

function capital(text = ""): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
