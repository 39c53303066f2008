import type { Sharp } from "sharp";
import sharp from "sharp";

/**
 * Pictures that tests draw themselves. Letters are strokes, so that no machine needs a font; each
 * fits a box 4 wide and 6 high.
 */
const LETTERS: Readonly<Record<string, string>> = {
  A: "M0 6 L2 0 L4 6 M.8 4 H3.2",
  B: "M0 0 V6 H2.4 A1.5 1.5 0 0 0 2.4 3 H0 M2.2 3 A1.5 1.5 0 0 0 2.2 0 H0",
  C: "M4 1 A2.2 3 0 1 0 4 5",
  D: "M0 0 V6 H1.4 A2.6 3 0 0 0 1.4 0 Z",
  E: "M4 0 H0 V6 H4 M0 3 H3.2",
  G: "M4 1 A2.2 3 0 1 0 4 5 V3.4 H2.4",
  H: "M0 0 V6 M4 0 V6 M0 3 H4",
  I: "M2 0 V6",
  K: "M0 0 V6 M4 0 L0 3.6 M1.2 2.6 L4 6",
  L: "M0 0 V6 H4",
  M: "M0 6 V0 L2 4 L4 0 V6",
  N: "M0 6 V0 L4 6 V0",
  O: "M2 0 A2 3 0 0 0 2 6 A2 3 0 0 0 2 0",
  P: "M0 6 V0 H2.3 A1.7 1.7 0 0 1 2.3 3.4 H0",
  R: "M0 6 V0 H2.3 A1.7 1.7 0 0 1 2.3 3.4 H0 M2 3.4 L4 6",
  S: "M3.8 .8 C3 -.4 0 -.4 .2 1.5 C.4 3.3 3.8 2.6 3.9 4.5 C4 6.5 .8 6.4 0 5.1",
  T: "M0 0 H4 M2 0 V6",
  U: "M0 0 V4 A2 2 0 0 0 4 4 V0",
  W: "M0 0 L1 6 L2 2 L3 6 L4 0",
  " ": "",
};
const ADVANCE = 5.8;

/** SVG of a line of capital letters whose top left is at (x, y), `height` pixels high. */
function letters(line: string, x: number, y: number, height: number, colour: string): string {
  const scale = height / 6;
  const strokes = line.split("").map((letter, i) => {
    const path = LETTERS[letter];
    if (path === undefined) throw new Error(`The letter ${letter} is not drawn yet.`);
    return `<path transform="translate(${i * ADVANCE} 0)" d="${path}"/>`;
  });
  return (
    `<g transform="translate(${x} ${y}) scale(${scale})" fill="none" stroke="${colour}" ` +
    `stroke-width="0.75" stroke-linejoin="round">${strokes.join("")}</g>`
  );
}

function svg(width: number, height: number, inner: string): Sharp {
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inner}</svg>`,
    ),
  );
}

/** A white page with lines of capital letters (those of LETTERS only). */
export function drawPage(lines: readonly string[]): Sharp {
  const text = lines.map((line, i) => letters(line, 50, 50 + i * 80, 40, "#111"));
  return svg(
    840,
    100 + lines.length * 80,
    `<rect width="100%" height="100%" fill="#fff"/>${text.join("")}`,
  );
}

function stopSign(x: number, y: number, radius: number): string {
  const octagon = (size: number) =>
    Array.from({ length: 8 }, (_, corner) => {
      const angle = Math.PI / 8 + (corner * Math.PI) / 4;
      return `${x + size * Math.cos(angle)},${y + size * Math.sin(angle)}`;
    }).join(" ");
  const height = radius * 0.5;
  const width = ((3 * ADVANCE + 4) * height) / 6;
  return (
    `<rect x="${x - 6}" y="${y}" width="12" height="400" fill="#888"/>` +
    `<polygon points="${octagon(radius)}" fill="#fff"/>` +
    `<polygon points="${octagon(radius * 0.93)}" fill="#b5121b"/>` +
    letters("STOP", x - width / 2, y - height / 2, height, "#fff")
  );
}

/** A meadow under a blue sky with stop signs at these shares of its width. */
export function drawStopSigns(...places: readonly number[]): Sharp {
  const scene = `<rect width="640" height="380" fill="#8fbce8"/><rect y="380" width="640" height="100" fill="#4d7a35"/>`;
  return svg(640, 480, scene + places.map((place) => stopSign(place * 640, 170, 90)).join(""));
}

/** Grey-brown noise without any object or text, always the same. */
export function drawNoise(width = 640, height = 480): Sharp {
  let seed = 11;
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 90 - (i % 3) * 25 + (seed % 60);
  });
  return sharp(data, { raw: { width, height, channels: 3 } });
}
