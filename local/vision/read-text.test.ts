import { describe, expect, it } from "vitest";
import { decodeImage } from "./decode-image.ts";
import { drawNoise, drawPage } from "./drawn-pictures.fixture.ts";
import { certainText, createTextReader } from "./read-text.ts";

type Blocks = Parameters<typeof certainText>[0]["blocks"];

/** Tesseract's result for lines of `word confidence word confidence …`. */
function page(...lines: string[]): { blocks: Blocks } {
  const read = lines.map((line) => ({
    words: [...line.matchAll(/(\S+) (\d+)/g)].map(([, text, confidence]) => ({
      text,
      confidence: Number(confidence),
    })),
  }));
  return { blocks: [{ paragraphs: [{ lines: read }] }] as unknown as Blocks };
}

describe("certain text", () => {
  it("V12: keeps certain words and lines", () => {
    expect(certainText(page("Total: 96 18.50 95 EUR 91", "Due 80 now 75"))).toBe(
      "Total: 18.50 EUR\nDue now",
    );
    expect(certainText(page("Good 96 l|i 12 night 96"))).toBe("Good night");
    expect(certainText(page("leaves 62 and 70 grass 65"))).toBe("");
    expect(certainText({ blocks: null })).toBe("");
  });

  it("V12: short lines need more, signs are no text", () => {
    expect(certainText(page("Hi 95"))).toBe("Hi");
    expect(certainText(page("ad 80", "I 96", "7 99"))).toBe("");
    expect(certainText(page("-=-| 96 (/) 95 of 95"))).toBe("");
  });
});

describe("the text reader", () => {
  it("V33: an abort stops it in the middle; the next read gets a new engine", async () => {
    const noise = await decodeImage(await drawNoise(800, 800).png().toBuffer());
    const page = await decodeImage(await drawPage(["OPEN AT NINE"]).png().toBuffer());
    const reader = await createTextReader();
    const gone = new AbortController();
    const reason = new Error("The client went away.");
    const reading = reader.read(noise.page, gone.signal);
    gone.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(await reader.read(page.page, new AbortController().signal)).toBe("OPEN AT NINE");
    await reader.close();
  });
});
