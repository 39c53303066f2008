import { expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { openPlayground } from "./playground.ts";

it("E13, E14, E15: a conversation survives a reload and goes on; a new one starts empty", async () => {
  const browser = await openBrowser("missing");
  try {
    const playground = await openPlayground(browser);
    const { find, page } = playground;
    await playground.type("My name is Ada and I live in Bristol.");
    await playground.answer(1);
    await playground.isIn("ready");
    const words = () => page.locator('[data-testid="transcript"] .turn-words').allTextContents();
    const before = await words();
    expect(before.length).toBe(2);

    await page.reload();
    await playground.isIn("ready");
    await find("message-assistant").first().waitFor();
    expect(await words()).toEqual(before);
    await playground.screenshot("reloaded");

    await playground.type("What is my name?");
    expect(await playground.answer(2)).toContain("Ada");
    await playground.isIn("ready");
    await playground.screenshot("reloaded-answered");

    await find("new-conversation").click();
    await find("message-user").first().waitFor({ state: "detached" });
    await playground.isIn("ready");
    await page.reload();
    await playground.isIn("ready");
    expect(await find("message-user").count()).toBe(0);
  } finally {
    await browser.close();
  }
});
