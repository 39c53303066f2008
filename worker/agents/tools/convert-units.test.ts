import { describe, expect, it } from "vitest";
import { convertUnits, describeConversion, formatNumber } from "./convert-units.ts";
import { convert, unitsNamed } from "./units.ts";

describe("convert_units", () => {
  it.each([
    [5, "miles", "km", "5 miles is 8.047 kilometers."],
    [1, "foot", "inches", "1 foot is 12 inches."],
    [1, "inch", "centimetres", "1 inch is 2.54 centimeters."],
    [100, "km", "mi", "100 kilometers is 62.14 miles."],
    [100, "°F", "Celsius", "100 degrees Fahrenheit is 37.78 degrees Celsius."],
    [-40, "degrees celsius", "fahrenheit", "-40 degrees Celsius is -40 degrees Fahrenheit."],
    [20, "C", "F", "20 degrees Celsius is 68 degrees Fahrenheit."],
    [1, "lb", "kg", "1 pound is 0.4536 kilograms."],
    [1, "stone", "pounds", "1 stone is 14 pounds."],
    [2, "cups", "ml", "2 cups is 473.2 milliliters."],
    [1, "gallon", "litres", "1 gallon is 3.785 liters."],
    [3, "tsp", "tablespoon", "3 teaspoons is 1 tablespoon."],
    [60, "mph", "kilometers per hour", "60 miles per hour is 96.56 kilometers per hour."],
    [1, "knot", "km/h", "1 knot is 1.852 kilometers per hour."],
    [26.2, "miles", "feet", "26.2 miles is 138336 feet."],
    [1, "nautical mile", "meters", "1 nautical mile is 1852 meters."],
  ])("A6: %d %s in %s", (value, from, to, sentence) => {
    expect(describeConversion(value, from, to)).toBe(sentence);
  });

  it("A6: k is a kilometer or a kelvin, by what the other is", () => {
    expect(describeConversion(300, "k", "c")).toBe("300 kelvins is 26.85 degrees Celsius.");
    expect(describeConversion(10, "k", "miles")).toBe("10 kilometers is 6.214 miles.");
  });

  it("A6: says why something doesn't convert", () => {
    expect(describeConversion(3, "apples", "km")).toBe('The unit "apples" is not known.');
    expect(describeConversion(3, "km", "bananas")).toBe('The unit "bananas" is not known.');
    expect(describeConversion(3, "miles", "kg")).toBe(
      "Miles measure length and kilograms measure mass, so they don't convert.",
    );
  });

  it("A6: converts there and back to the same value", () => {
    const names = ["mm", "mile", "oz", "ton", "f", "kelvin", "gallon", "tsp", "knot", "ft/s"];
    for (const name of names) {
      const [unit] = unitsNamed(name);
      const [base] = unitsNamed(
        { length: "m", mass: "kg", temperature: "c", volume: "l", speed: "m/s" }[
          unit?.kind ?? "length"
        ],
      );
      if (unit === undefined || base === undefined) throw new Error(`${name} is not known.`);
      expect(convert(convert(12.5, unit, base), base, unit)).toBeCloseTo(12.5, 9);
    }
  });

  it.each([
    [0, "0"],
    [-0.00001, "-0.00001"],
    [1 / 3, "0.3333"],
    [1234.56, "1235"],
    [99_999.9, "100000"],
    [1e-9, "1.00 times ten to the minus 9"],
    [2.5e20, "2.50 times ten to the 20"],
  ])("A6: %d is read %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("A6: takes a number that was written as text, and nothing that is none", () => {
    const parse = (value: unknown): boolean =>
      convertUnits.input.safeParse({ value, from: "km", to: "mi" }).success;
    expect([parse(5), parse("5"), parse("5 km"), parse(""), parse(null), parse(Infinity)]).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
