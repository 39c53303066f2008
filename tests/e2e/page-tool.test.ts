import { expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { openPlayground } from "./playground.ts";

it("E20: the agent changes the page's colours, by a tool of the page", async () => {
  const browser = await openBrowser("missing");
  try {
    const playground = await openPlayground(browser, { colorScheme: "light" });
    const { find, page } = playground;
    await playground.type("Make the page dark, please.");
    await playground.answer(1);
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
    expect(await find("tool").textContent()).toContain("The page is dark now.");
    await playground.screenshot("page-tool");
  } finally {
    await browser.close();
  }
});
