import type { BrowserContext, Page } from "playwright-core";

/** What a page has shown, in order, each text once in a row. */
export interface PageDiary {
  /** Words of the status line. */
  readonly status: readonly string[];
  /** Words that were still being heard. */
  readonly interim: readonly string[];
  /** Words that were being said. */
  readonly caption: readonly string[];
}

declare global {
  interface Window {
    diary: Record<keyof PageDiary, string[]>;
  }
}

/**
 * Lets every page of the context note what comes and goes on it, so that a test need not look at the
 * right moment. To be called before a page is opened.
 */
export async function keepDiary(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const diary: Window["diary"] = { status: [], interim: [], caption: [] };
    window.diary = diary;
    const note = (): void => {
      for (const name of ["status", "interim", "caption"] as const) {
        const text = document.querySelector(`[data-testid="${name}"]`)?.textContent?.trim() ?? "";
        const entries = diary[name];
        if (text !== "" && entries.at(-1) !== text) entries.push(text);
      }
    };
    new MutationObserver(note).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

/** What the page has shown so far. */
export function readDiary(page: Page): Promise<PageDiary> {
  return page.evaluate(() => window.diary);
}
