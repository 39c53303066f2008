import { describe, expect, it } from "vitest";
import { mainColours, nameColour } from "./colour-names.ts";

describe("colours", () => {
  it("V13: everyday names", () => {
    const names: [number, number, number, string][] = [
      [0, 0, 0, "black"],
      [255, 255, 255, "white"],
      [128, 128, 128, "grey"],
      [220, 30, 30, "red"],
      [255, 140, 0, "orange"],
      [245, 225, 30, "yellow"],
      [40, 160, 60, "green"],
      [20, 190, 200, "turquoise"],
      [30, 60, 220, "blue"],
      [10, 20, 90, "dark blue"],
      [170, 205, 250, "light blue"],
      [130, 40, 200, "purple"],
      [250, 170, 190, "pink"],
      [110, 70, 35, "brown"],
    ];
    for (const [red, green, blue, name] of names) expect(nameColour(red, green, blue)).toBe(name);
  });

  it("V13: the colours that cover most, the second from a fifth on", () => {
    const fill = (blue: number) =>
      Uint8Array.from(
        { length: 300 },
        (_, i) => (i / 3 < blue ? [0, 0, 255] : [255, 0, 0])[i % 3]!,
      );
    expect(mainColours(fill(70))).toEqual(["blue", "red"]);
    expect(mainColours(fill(90))).toEqual(["blue"]);
    expect(mainColours(new Uint8Array(0))).toEqual([]);
  });
});
