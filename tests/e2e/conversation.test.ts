import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { wordErrorRate, wordErrors } from "../../bench/word-error-rate.ts";
import { int16ToFloat32, rootMeanSquare } from "../../shared/audio/pcm.ts";
import { readRecording } from "../fixtures/recordings.ts";
import { openBrowser } from "./browser.ts";
import { hearBack } from "./hear-back.ts";
import { writeMicrophoneFile } from "./microphone-file.ts";
import { readDiary } from "./page-diary.ts";
import type { PageDiary } from "./page-diary.ts";
import { openPlayground } from "./playground.ts";
import type { Playground } from "./playground.ts";
import { playedLength, playedSound } from "./sound-tap.ts";
import type { PlayedSound } from "./sound-tap.ts";

/** A reading of Jane Austen, of LibriVox, and what is read. */
const RECORDING = "librivox/sense_and_sensibility_01_austen_64kb-0870.wav";
const SAID =
  "and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them";
/** Seconds before the recording begins: the greeting lasts about three. */
const SILENCE = 9;

/** A sound's loudness below which it counts as silence, −50 dB. */
const SILENT = 0.003;

const loudness = ({ samples }: PlayedSound): number => rootMeanSquare(int16ToFloat32(samples));
const wordsOf = (text: string | undefined): string => (text ?? "").replace(/\s+/g, " ").trim();
const rateOf = (said: string, heard: string): number => wordErrorRate([wordErrors(said, heard)]);

describe("a spoken conversation", () => {
  let browser: Browser;
  let playground: Playground;
  let diary: PageDiary;
  let greeting: { shown: string; sound: PlayedSound };
  let heard: string;
  let answer: { shown: string; sound: PlayedSound };
  let timing: string;

  beforeAll(async () => {
    const hears = writeMicrophoneFile(readRecording(RECORDING), SILENCE);
    browser = await openBrowser({ hears });
    playground = await openPlayground(browser);
    const { page, find, isIn, screenshot } = playground;
    await screenshot("ready");

    await find("talk-button").click();
    await isIn("speaking");
    greeting = { shown: await playground.answer(1), sound: await playedSound(page) };
    await isIn("listening");

    const before = await playedLength(page);
    await find("interim").waitFor();
    await screenshot("hearing");
    const said = find("message-user").first();
    await said.waitFor();
    heard = wordsOf(await said.locator(".turn-words").first().textContent().then(String));
    await find("caption").waitFor();
    await screenshot("speaking");
    const shown = await playground.answer(2);
    await isIn("listening");
    answer = { shown, sound: await playedSound(page, before) };
    const times = find("timing").last();
    await times.locator("summary").click();
    timing = wordsOf(await times.textContent().then(String));
    await screenshot("answered");
    diary = await readDiary(page);
  });

  afterAll(() => browser?.close());

  it("E1: the page connects by itself and is ready", () => {
    // The page may be drawn once before it begins to connect.
    const fromConnecting = diary.status.slice(diary.status.indexOf("Connecting"));
    expect(fromConnecting.slice(0, 2)).toEqual(["Connecting", "Ready"]);
  });

  it("E2: the agent greets aloud when the microphone opens", async () => {
    expect(greeting.shown).not.toBe("");
    expect(loudness(greeting.sound)).toBeGreaterThan(SILENT);
    const back = await hearBack(greeting.sound, inject("product"));
    expect(rateOf(greeting.shown, back), `"${greeting.shown}" was heard as "${back}"`).toBeLessThan(
      0.25,
    );
  });

  it("E3: the words appear while they are being spoken", () => {
    expect(diary.interim.length).toBeGreaterThan(2);
    const [first = ""] = diary.interim;
    expect(first.length).toBeLessThan(SAID.length / 2);
  });

  it("E4: the final words are right", () => {
    expect(rateOf(SAID, heard), `heard: "${heard}"`).toBeLessThanOrEqual(0.1);
  });

  it("E5: the answer is played, and says what the page shows", async () => {
    const { rate, samples } = answer.sound;
    expect(samples.length).toBeGreaterThan(rate);
    expect(loudness(answer.sound)).toBeGreaterThan(SILENT);
    const back = await hearBack(answer.sound, inject("product"));
    expect(rateOf(answer.shown, back), `"${answer.shown}" was heard as "${back}"`).toBeLessThan(
      0.25,
    );
  });

  it("E6: captions follow the sound and end as the whole answer", () => {
    expect(diary.caption.map(wordsOf)).toContain(wordsOf(answer.shown));
  });

  it("E7: the status tells what is going on", () => {
    const { status } = diary;
    const turn = ["Ready", "Listening", "Speaking", "Listening", "Thinking", "Speaking"];
    let from = 0;
    for (const word of [...turn, "Listening"]) {
      const at = status.indexOf(word, from);
      expect(at, `${word} is missing in ${status.join(" → ")}`).toBeGreaterThanOrEqual(0);
      from = at + 1;
    }
  });

  it("E8: what the turn took is on the page", () => {
    expect(timing).toMatch(/[Ff]irst sound \d[\d.,]* (?:ms|s) after you stopped/);
  });
});
