/** The everyday name of an sRGB colour (0–255 each). */
export function nameColour(red: number, green: number, blue: number): string {
  const high = Math.max(red, green, blue) / 255;
  const low = Math.min(red, green, blue) / 255;
  const chroma = high - low;
  const lightness = (high + low) / 2;
  if (high < 0.12) return "black";
  if (low > 0.9) return "white";
  if (chroma < 0.1) return lightness > 0.6 ? "light grey" : lightness < 0.3 ? "dark grey" : "grey";

  const hue = hueOf(red / 255, green / 255, blue / 255, high, chroma);
  if (hue >= 12 && hue < 48 && high < 0.65) return lightness < 0.2 ? "dark brown" : "brown";
  const name = hueName(hue, lightness);
  const shade = lightness > 0.75 ? "light " : lightness < 0.25 ? "dark " : "";
  return name === "pink" ? name : shade + name;
}

/** Degrees, 0–360, red first. */
function hueOf(red: number, green: number, blue: number, high: number, chroma: number): number {
  if (high === red) return (60 * ((green - blue) / chroma) + 360) % 360;
  if (high === green) return 60 * ((blue - red) / chroma) + 120;
  return 60 * ((red - green) / chroma) + 240;
}

function hueName(hue: number, lightness: number): string {
  if (hue < 15 || hue >= 345) return lightness > 0.7 ? "pink" : "red";
  if (hue < 45) return "orange";
  if (hue < 70) return "yellow";
  if (hue < 165) return "green";
  if (hue < 200) return "turquoise";
  if (hue < 255) return "blue";
  if (hue < 290) return "purple";
  return "pink";
}

/** A second colour is named when it covers at least this share. */
const SECOND_SHARE = 0.2;

/** The one or two colours that cover most of some RGB pixels, the largest first. */
export function mainColours(pixels: Uint8Array): string[] {
  const counts = new Map<string, number>();
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    const name = nameColour(pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ranked = [...counts].toSorted((a, b) => b[1] - a[1]);
  return ranked
    .slice(0, 2)
    .filter(([, count], place) => place === 0 || count * 3 >= pixels.length * SECOND_SHARE)
    .map(([name]) => name);
}
