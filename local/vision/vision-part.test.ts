import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, it, vi } from "vitest";
import { drawNoise, drawPage, drawStopSigns } from "./drawn-pictures.fixture.ts";
import type { UnreadableImage } from "./unreadable-image.ts";
import { VISION_LIMITS } from "./vision-limits.ts";
import { createVision, SIGHT_MODEL } from "./vision-part.ts";

const vision = createVision();
const calm = new AbortController().signal;

/** Light from the left that the right half of a page hardly gets. */
const SHADOW =
  '<svg xmlns="http://www.w3.org/2000/svg" width="840" height="260"><linearGradient id="light">' +
  '<stop stop-color="#fff"/><stop offset="1" stop-color="#333"/></linearGradient>' +
  '<rect width="840" height="260" fill="url(#light)"/></svg>';

afterAll(() => vision.close());

describe("the vision part", () => {
  it("V30: nothing is loaded before the first image", async () => {
    const own = createVision();
    expect(own.models.map(({ id }) => id)).toEqual([SIGHT_MODEL]);
    await own.start();
    expect(own.health()[SIGHT_MODEL]?.state).toBe("idle");
    const looking = own.describe(await drawStopSigns(0.5).png().toBuffer(), calm);
    expect(own.health()[SIGHT_MODEL]?.state).toBe("idle");
    await looking;
    expect(own.health()[SIGHT_MODEL]?.state).toBe("ready");
    await own.close();
    expect(own.health()[SIGHT_MODEL]?.state).toBe("idle");
  });

  it("V10, V20: finds objects, where they are, in any shape of picture", async () => {
    const two = await vision.describe(await drawStopSigns(0.25, 0.75).png().toBuffer(), calm);
    expect(two.prose).toBe("There are two stop signs, one on the left and one on the right.");

    const wide = await drawStopSigns(0.25)
      .extend({ left: 640, background: "#8fbce8" })
      .jpeg({ quality: 95 })
      .toBuffer();
    const [sign] = (await vision.describe(wide, calm)).objects;
    expect(sign?.label).toBe("stop sign");
    // Drawn at x 800 ± 90 of 1280 and y 170 ± 90 of 480, less what the octagon's corners leave out.
    expect(sign?.box.left).toBeCloseTo(710 / 1280, 1);
    expect(sign?.box.right).toBeCloseTo(890 / 1280, 1);
    expect(sign?.box.top).toBeCloseTo(80 / 480, 1);
    expect(sign?.box.bottom).toBeCloseTo(260 / 480, 1);
  });

  it("V10: counts people in a photo", async () => {
    const entry = createRequire(import.meta.url).resolve("@vladmandic/human");
    const photo = join(dirname(entry), "../assets/screenshot-facedetect.jpg");
    const { prose } = await vision.describe(await readFile(photo), calm, "How many people?");
    expect(prose).toMatch(/^I can see (four|five|six) people\./);
  });

  it("V12: reads text, also when it is small, pale, inverted or in uneven light", async () => {
    const lines = ["MEET ME AT NINE", "BRING THE BOOK"];
    const page = drawPage(lines);
    const png = await page.clone().png().toBuffer();
    const pictures = [
      png,
      await sharp(png).resize({ width: 420 }).png().toBuffer(),
      await page.clone().linear(0.4, 60).jpeg().toBuffer(),
      await page.clone().negate({ alpha: false }).webp().toBuffer(),
      await sharp(png)
        .composite([{ input: Buffer.from(SHADOW), blend: "multiply" }])
        .jpeg()
        .toBuffer(),
    ];
    for (const picture of pictures)
      expect((await vision.describe(picture, calm)).text).toBe(lines.join("\n"));
  });

  it("V12, V21: noise is neither text nor object", async () => {
    const sight = await vision.describe(await drawNoise().png().toBuffer(), calm);
    expect(sight).toMatchObject({ objects: [], text: "" });
    expect(sight.prose).toMatch(/^I can't make out any object or text/);
  });

  it("V1, V2: what can't be read is refused, and the next image is looked at", async () => {
    const refused = (bytes: Uint8Array) =>
      vision.describe(bytes, calm).catch((thrown: unknown) => (thrown as UnreadableImage).fault);
    const good = await drawStopSigns(0.5).png().toBuffer();
    expect(await refused(Buffer.from("<svg/>"))).toBe("unsupported");
    expect(await refused(good.subarray(0, 2_000))).toBe("damaged");
    expect(await refused(new Uint8Array(VISION_LIMITS.imageBytes + 1))).toBe("too_large");
    expect((await vision.describe(good, calm)).prose).toMatch(/stop sign/);
  });

  it("V33: an abort rejects with its reason; later images are not affected", async () => {
    const picture = await drawPage(["OPEN AT NINE"]).png().toBuffer();
    const gone = new AbortController();
    const reason = new Error("The client went away.");
    const cancelled = vision.describe(picture, gone.signal);
    gone.abort(reason);
    await expect(cancelled).rejects.toBe(reason);
    await expect(vision.describe(picture, gone.signal)).rejects.toBe(reason);
    expect((await vision.describe(picture, calm)).text).toBe("OPEN AT NINE");
  });

  it("V32: without images the worker ends, and the next one starts it again", async () => {
    const picture = await drawStopSigns(0.5).png().toBuffer();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await vision.describe(picture, calm);
      vi.advanceTimersByTime(VISION_LIMITS.idleMs - 1);
      expect(vision.health()[SIGHT_MODEL]?.state).toBe("ready");
      await vision.describe(picture, calm);
      vi.advanceTimersByTime(VISION_LIMITS.idleMs - 1);
      expect(vision.health()[SIGHT_MODEL]?.state).toBe("ready");
      vi.advanceTimersByTime(1);
      expect(vision.health()[SIGHT_MODEL]?.state).toBe("idle");
    } finally {
      vi.useRealTimers();
    }
    expect((await vision.describe(picture, calm)).prose).toMatch(/stop sign/);
  });
});
