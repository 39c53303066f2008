import { expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { drawSign } from "./drawn-sign.ts";
import { naturalWidth } from "./natural-width.ts";
import { openPlayground } from "./playground.ts";

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
