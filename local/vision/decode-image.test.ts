import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeImage } from "./decode-image.ts";
import { drawNoise } from "./drawn-pictures.fixture.ts";
import { sniffImageFormat } from "./image-format.ts";
import { UnreadableImage } from "./unreadable-image.ts";

const RED = { r: 255, g: 0, b: 0 };
const BLUE = { r: 0, g: 0, b: 255 };

/** A picture whose left half is red and whose right half is blue. */
async function halves(width: number, height: number): Promise<Buffer> {
  const half = { create: { width: width / 2, height, channels: 3 as const, background: RED } };
  return sharp({ create: { width, height, channels: 3, background: BLUE } })
    .composite([{ input: await sharp(half).png().toBuffer(), left: 0, top: 0 }])
    .png()
    .toBuffer();
}

async function faultOf(bytes: Uint8Array): Promise<string> {
  try {
    await decodeImage(bytes);
    return "none";
  } catch (thrown) {
    return thrown instanceof UnreadableImage ? thrown.fault : String(thrown);
  }
}

function pixel(square: Uint8Array, x: number, y: number): number[] {
  const at = (y * 512 + x) * 3;
  return [...square.subarray(at, at + 3)];
}

describe("decoding", () => {
  it("V1: the format is told by the bytes", async () => {
    const picture = sharp(await halves(64, 32));
    expect(sniffImageFormat(await picture.clone().png().toBuffer())).toBe("png");
    expect(sniffImageFormat(await picture.clone().jpeg().toBuffer())).toBe("jpeg");
    expect(sniffImageFormat(await picture.clone().webp().toBuffer())).toBe("webp");
    expect(sniffImageFormat(await picture.clone().gif().toBuffer())).toBe("gif");
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    for (const text of [svg, "%PDF-1.7", "", "RIFF....WAVE"]) {
      expect(sniffImageFormat(Buffer.from(text))).toBeUndefined();
      expect(await faultOf(Buffer.from(text))).toBe("unsupported");
    }
    expect(await faultOf(await picture.clone().tiff().toBuffer())).toBe("unsupported");
  });

  it("V2: too many pixels and damage are told apart", async () => {
    const huge = sharp({ create: { width: 8_000, height: 5_001, channels: 3, background: RED } });
    expect(await faultOf(await huge.png({ compressionLevel: 1 }).toBuffer())).toBe("too_large");
    const whole = await drawNoise(200, 200).jpeg().toBuffer();
    expect(await faultOf(whole)).toBe("none");
    expect(await faultOf(whole.subarray(0, whole.length / 2))).toBe("damaged");
    expect(await faultOf(whole.subarray(0, 20))).toBe("damaged");
    const png = await drawNoise(200, 200).png().toBuffer();
    expect(await faultOf(png.subarray(0, png.length / 2))).toBe("damaged");
  });

  it("V3: EXIF turns the picture, with the size that it then has", async () => {
    // Orientation 6: the camera was turned, so that left comes out on top.
    const turned = await sharp(await halves(200, 100))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { width, height, square } = await decodeImage(turned);
    expect([width, height]).toEqual([100, 200]);
    expect(pixel(square, 256, 100)).toEqual([255, 0, 0]);
    expect(pixel(square, 256, 400)).toEqual([0, 0, 255]);
    expect(pixel(square, 20, 256)).toEqual([127, 127, 127]);
  });

  it("V3: transparent is white, of an animation the first frame counts", async () => {
    const clear = { ...RED, alpha: 0 };
    const glass = sharp({ create: { width: 64, height: 64, channels: 4, background: clear } });
    const { square } = await decodeImage(await glass.png().toBuffer());
    expect(pixel(square, 256, 256)).toEqual([255, 255, 255]);

    const frames = [RED, BLUE].map((background) =>
      sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .png()
        .toBuffer(),
    );
    const film = await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(film).metadata()).pages).toBe(2);
    const first = await decodeImage(film);
    expect([first.width, first.height]).toEqual([64, 64]);
    expect(pixel(first.square, 256, 256)).toEqual([255, 0, 0]);
  });
});
