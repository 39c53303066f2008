import sharp from "sharp";

/** A shop's sign, printed large: "OPEN SUNDAY". */
export function drawSign(format: "png" | "jpeg" = "png"): Promise<Buffer> {
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600">
        <rect width="900" height="600" fill="#fffdf5"/>
        <g font-family="DejaVu Sans, Arial, Helvetica, sans-serif" font-weight="bold" fill="#111" text-anchor="middle">
          <text x="450" y="270" font-size="150">OPEN</text>
          <text x="450" y="460" font-size="150">SUNDAY</text>
        </g>
      </svg>`,
    ),
  )
    .toFormat(format)
    .toBuffer();
}
