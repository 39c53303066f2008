import { expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { readDiary } from "./page-diary.ts";
import { openPlayground } from "./playground.ts";

it("E16: interrupting silences the answer at once, and the conversation goes on", async () => {
  const browser = await openBrowser("missing");
  try {
    const playground = await openPlayground(browser);
    const { find, page } = playground;
    await playground.type("Tell me a long story about a dragon and a princess.");
    await playground.isIn("speaking");
    // The second clause begins: the first has been heard.
    await expect
      .poll(async () => (await readDiary(page)).caption.length, { timeout: 60_000 })
      .toBeGreaterThan(1);
    await find("interrupt").click();
    await playground.isIn("ready");
    const answer = await playground.answer(1);
    await playground.screenshot("interrupted");
    expect(await find("message-assistant").first().textContent()).toContain("You stopped");

    await playground.type("What is the capital of France?");
    expect(await playground.answer(2)).toContain("Paris");
    // What was not heard is not in the conversation, and stays out of it.
    expect(
      (await page.locator('[data-testid="message-assistant"]').first().textContent()) ?? "",
    ).toContain(answer);
  } finally {
    await browser.close();
  }
});
