import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "./axe-violations.ts";
import { openBrowser } from "./browser.ts";
import { openPlayground } from "./playground.ts";

const DESKTOP = { width: 1_280, height: 860 };
const PHONE = { width: 390, height: 844 };

describe("for everybody", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser("missing");
  });
  afterAll(() => browser?.close());

  it.each([
    ["light", "desktop", DESKTOP],
    ["dark", "desktop", DESKTOP],
    ["light", "phone", PHONE],
    ["dark", "phone", PHONE],
  ] as const)("E17: axe finds nothing wrong in %s on a %s", async (colorScheme, name, viewport) => {
    const playground = await openPlayground(browser, { colorScheme, viewport });
    const { page, find } = playground;
    await playground.screenshot(`${name}-${colorScheme}-empty`);
    expect(await violations(page)).toEqual([]);

    await playground.type("Hello!");
    await playground.answer(1);
    await playground.isIn("ready");
    await find("talk-button").click();
    await find("error-banner").waitFor();
    await find("timing").first().locator("summary").click();
    await playground.screenshot(`${name}-${colorScheme}-conversation`);
    expect(await violations(page)).toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways).toBe(0);

    await page.getByRole("button", { name: "Details" }).click();
    await page.getByRole("heading", { name: "Who answers you" }).waitFor();
    await playground.screenshot(`${name}-${colorScheme}-details`);
    expect(await violations(page)).toEqual([]);
    await playground.close();
  });

  it("E18: by keyboard alone one reaches Talk, types and sends", async () => {
    const playground = await openPlayground(browser);
    const { page, find } = playground;
    await focusByTab(page, "talk-button");
    await playground.screenshot("keyboard-focus");
    await page.keyboard.press("Enter");
    await find("error-banner").waitFor();
    await focusByTab(page, "text-input");
    await page.keyboard.type("What is the capital of France?");
    await page.keyboard.press("Enter");
    expect(await playground.answer(1)).toContain("Paris");

    await focusByTab(page, "text-input");
    await page.keyboard.type("Thank you.");
    await focusByTab(page, "send");
    await page.keyboard.press("Space");
    await playground.answer(2);
    await playground.close();
  });
});

/** Presses Tab until the element has the focus; it has to be there within one round of the page. */
async function focusByTab(page: Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    if (focused === testId) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${testId}.`);
}
