import { describe, expect, inject, it } from "vitest";
import { wordErrorRate, wordErrors } from "../../bench/word-error-rate.ts";
import { openBrowser } from "./browser.ts";
import { hearBack } from "./hear-back.ts";
import { openPlayground } from "./playground.ts";
import { playedSound } from "./sound-tap.ts";

describe("without a microphone", () => {
  it("E9, E10: a refused one is explained, and typing works all the same", async () => {
    const browser = await openBrowser("denied");
    try {
      const playground = await openPlayground(browser);
      const { find, page } = playground;
      await find("talk-button").click();
      const banner = find("error-banner");
      await banner.waitFor();
      await playground.screenshot("microphone-denied");
      expect(await banner.getAttribute("data-code")).toBe("microphone_failed");
      const words = await banner.textContent();
      expect(words).toContain("The microphone is blocked");
      expect(words).toContain("allow the microphone");
      expect(words).toContain("Typing works");
      await playground.isIn("ready");

      await playground.type("What is the capital of France?");
      const answer = await playground.answer(1);
      await playground.isIn("ready");
      expect(answer).toContain("Paris");
      expect(await find("message-user").first().textContent()).toContain("capital of France");
      const back = await hearBack(await playedSound(page), inject("product"));
      const rate = wordErrorRate([wordErrors(answer, back)]);
      // Of so short a sentence one blurred "Paris is" is a third of the words.
      expect(rate, `"${answer}" was heard as "${back}"`).toBeLessThanOrEqual(0.5);
    } finally {
      await browser.close();
    }
  });

  it("E9: a missing one is explained", async () => {
    const browser = await openBrowser("missing");
    try {
      const playground = await openPlayground(browser);
      await playground.find("talk-button").click();
      const banner = playground.find("error-banner");
      await banner.waitFor();
      await playground.screenshot("microphone-missing");
      const words = await banner.textContent();
      expect(words).toContain("No microphone was found");
      expect(words).toContain("Plug one in");
    } finally {
      await browser.close();
    }
  });
});
