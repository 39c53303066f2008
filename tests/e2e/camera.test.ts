import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { violations } from "./axe-violations.ts";
import { openBrowser } from "./browser.ts";
import { drawSign } from "./drawn-sign.ts";
import { writeMicrophoneFile } from "./microphone-file.ts";
import { naturalWidth } from "./natural-width.ts";
import { openPlayground } from "./playground.ts";

/** A camera before which somebody holds a sign. */
async function writeCameraFile(): Promise<string> {
  const picture = await drawSign("jpeg");
  const path = join(mkdtempSync(join(tmpdir(), "parley-")), "camera.mjpeg");
  writeFileSync(path, Buffer.concat([picture, picture]));
  return path;
}

/** Waits until the small picture of a source shows something. */
async function previewOf(page: Page, source: string): Promise<void> {
  const video = page.locator(`[data-testid="live-video"][data-source="${source}"] video`);
  await expect
    .poll(() => video.evaluate((element) => (element as HTMLVideoElement).videoWidth))
    .toBeGreaterThan(0);
}

it.each(["light", "dark"] as const)(
  "E21: what the camera and the screen show goes along with a question, in %s",
  async (colorScheme) => {
    const nothing = writeMicrophoneFile(new Float32Array(0), 1);
    const browser = await openBrowser({ hears: nothing }, await writeCameraFile());
    try {
      const playground = await openPlayground(browser, { colorScheme });
      const { page, find } = playground;
      await find("camera").click();
      await previewOf(page, "camera");
      await find("screen").click();
      await previewOf(page, "screen");
      await playground.screenshot(`camera-${colorScheme}-preview`);
      expect(await violations(page)).toEqual([]);
      await find("screen").click();
      expect(await find("live-video").count()).toBe(1);

      await playground.type("What does the sign say?");
      const shown = find("message-user").first().locator("img");
      await shown.waitFor();
      expect(await shown.evaluate(naturalWidth)).toBeGreaterThan(300);
      const answer = await playground.answer(1);
      await playground.isIn("ready");
      await playground.screenshot(`camera-${colorScheme}-answered`);
      expect(answer.toLowerCase()).toMatch(/open|sunday/);

      await find("camera").click();
      expect(await find("live-video").count()).toBe(0);
      await playground.type("Thank you.");
      await playground.answer(2);
      expect(await find("message-user").nth(1).locator("img").count()).toBe(0);
    } finally {
      await browser.close();
    }
  },
);

it("E21: a camera that the user refuses is explained, and costs nothing else", async () => {
  const browser = await openBrowser("denied");
  try {
    const playground = await openPlayground(browser);
    const { find } = playground;
    await find("camera").click();
    await find("error-banner").waitFor();
    expect(await find("error-banner").textContent()).toContain("The camera is blocked");
    expect(await find("live-video").count()).toBe(0);
    await playground.type("What is the capital of France?");
    expect(await playground.answer(1)).toContain("Paris");
  } finally {
    await browser.close();
  }
});
