import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { inject } from "vitest";
import { ROOT } from "../../scripts/processes/root.ts";
import { keepDiary } from "./page-diary.ts";
import { tapSound } from "./sound-tap.ts";

/** An answer is made by a small model on a busy machine, and then said to its end: milliseconds. */
const ANSWER_MS = 120_000;
const SCREENSHOTS = join(ROOT, ".ci-out");

/** The playground in a window of its own, as its user sees it. */
export interface Playground {
  readonly page: Page;
  /** Everything on the page with this data-testid. */
  readonly find: (name: string) => Locator;
  /** Waits until the status line is in this state. */
  readonly isIn: (state: string) => Promise<void>;
  /** Types a message and sends it. */
  readonly type: (text: string) => Promise<void>;
  /** Waits until the `count`th answer has been heard to its end; returns its words. */
  readonly answer: (count: number) => Promise<string>;
  /** Keeps a picture of the page for whoever looks. */
  readonly screenshot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the playground in a fresh profile and waits until it is connected. */
export async function openPlayground(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Playground> {
  const context = await browser.newContext({
    viewport: { width: 1_280, height: 860 },
    // Motion would make screenshots differ for no reason; the level bars are shown instead.
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(30_000);
  await tapSound(context);
  await keepDiary(context);
  const page = await context.newPage();
  await page.goto(inject("product").url);
  const playground = at(page);
  await playground.isIn("ready");
  return { ...playground, close: () => context.close() };
}

function at(page: Page): Omit<Playground, "close"> {
  const find = (name: string): Locator => page.getByTestId(name);
  const isIn = (state: string): Promise<void> =>
    page.locator(`[data-testid="status"][data-state="${state}"]`).waitFor({ timeout: ANSWER_MS });
  return {
    page,
    find,
    isIn,
    async type(text) {
      await find("text-input").fill(text);
      await find("send").click();
    },
    async answer(count) {
      const message = find("message-assistant").nth(count - 1);
      // It joins the log when its sound is over.
      await message.waitFor({ timeout: ANSWER_MS });
      return (await message.locator(".turn-words").allTextContents()).join(" ").trim();
    },
    async screenshot(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    },
  };
}
