import { expect, it } from "vitest";
import { wordErrorRate, wordErrors } from "../../bench/word-error-rate.ts";
import { readRecording } from "../fixtures/recordings.ts";
import { openBrowser } from "./browser.ts";
import { writeMicrophoneFile } from "./microphone-file.ts";
import { openPlayground } from "./playground.ts";

/** A reading of Jane Austen, of LibriVox, and what is read. */
const RECORDING = "librivox/sense_and_sensibility_01_austen_64kb-0870.wav";
const SAID =
  "and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them";
/** Seconds before the recording begins: the greeting lasts about three. */
const SILENCE = 9;

it("E22: with push-to-talk the agent hears what is said while Space is held", async () => {
  const recording = readRecording(RECORDING);
  const browser = await openBrowser({ hears: writeMicrophoneFile(recording, SILENCE) });
  try {
    const playground = await openPlayground(browser);
    const { page, find } = playground;
    await find("talk-button").click();
    await find("turns").click();
    await playground.answer(1);
    await playground.isIn("waiting");
    await playground.screenshot("push-to-talk");
    await page.locator("body").click({ position: { x: 5, y: 300 } });
    await page.keyboard.down("Space");
    await playground.isIn("held");
    await playground.screenshot("push-to-talk-held");
    // The sound's own end: the words stop growing only when all of it was heard.
    const words = find("interim");
    await expect.poll(() => words.textContent(), { timeout: 60_000 }).toMatch(/for them/i);
    await page.keyboard.up("Space");
    const said = find("message-user").first().locator(".turn-words").first();
    await said.waitFor();
    const heard = (await said.textContent()) ?? "";
    expect(wordErrorRate([wordErrors(SAID, heard)])).toBeLessThanOrEqual(0.1);
    await playground.answer(2);
    await playground.isIn("waiting");

    // Nothing is left that could be heard: a turn that is taken back is no turn.
    await page.keyboard.down("Space");
    await playground.isIn("held");
    await page.keyboard.press("Escape");
    await playground.isIn("waiting");
    await page.keyboard.up("Space");
    expect(await find("message-user").count()).toBe(1);
  } finally {
    await browser.close();
  }
});
