import sharp from "sharp";
import { expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { openPlayground } from "./playground.ts";

/** A shop's sign, printed large. */
function drawSign(): Promise<Buffer> {
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
    .png()
    .toBuffer();
}

it("E11, E12: a picture is shown, and the answer uses what is in it", async () => {
  const browser = await openBrowser("missing");
  try {
    const playground = await openPlayground(browser);
    const { find, page } = playground;
    const buffer = await drawSign();
    await find("image-input").setInputFiles({ name: "sign.png", mimeType: "image/png", buffer });
    await page.locator('[data-testid="image-preview"][data-state="ready"]').waitFor();
    expect(await find("image-preview").locator("img").evaluate(naturalWidth)).toBeGreaterThan(0);
    await playground.screenshot("picture-preview");

    await playground.type("What is in this picture?");
    const asked = find("message-user").first();
    await asked.locator("img").waitFor();
    expect(await asked.locator("img").evaluate(naturalWidth)).toBeGreaterThan(0);
    expect(await find("image-preview").count()).toBe(0);
    const answer = await playground.answer(1);
    await playground.isIn("ready");
    await playground.screenshot("picture-answered");
    expect(answer.toLowerCase()).toMatch(/open|sunday/);
  } finally {
    await browser.close();
  }
});

/** Width of an image's own pixels; 0 where it could not be shown. */
async function naturalWidth(element: Element): Promise<number> {
  const image = element as HTMLImageElement;
  await image.decode();
  return image.naturalWidth;
}
