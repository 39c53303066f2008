import sharp from "sharp";
import { sniffImageFormat } from "./image-format.ts";
import { UnreadableImage } from "./unreadable-image.ts";
import { VISION_LIMITS } from "./vision-limits.ts";

/** A picture in the three shapes that the models want. */
export interface DecodedImage {
  /** Size in pixels after the EXIF orientation, before scaling. */
  readonly width: number;
  readonly height: number;
  /** Square RGB, [side][side][3]: the picture fitted in, grey around it. */
  readonly square: Uint8Array;
  /** Greyscale PNG for reading text: scaled, of full contrast, light ground. */
  readonly page: Buffer;
  /** A few hundred RGB pixels spread over the picture. */
  readonly swatch: Uint8Array;
}

const GREY = { r: 127, g: 127, b: 127 };
const SWATCH_SIDE = 32;
/** A picture whose mean value (0–255) is lower has light letters, if any. */
const DARK_MEAN = 90;

// One image at a time: libvips' cache and thread pool would only hold memory.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes a PNG, JPEG, WebP or GIF (its first frame), turned as its EXIF says, transparent parts
 * white.
 *
 * @throws UnreadableImage
 */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage> {
  if (!sniffImageFormat(bytes))
    throw new UnreadableImage("unsupported", "The image is no PNG, JPEG, WebP or GIF.");
  try {
    return await decode(bytes);
  } catch (thrown) {
    if (thrown instanceof UnreadableImage) throw thrown;
    throw new UnreadableImage("damaged", "The image is damaged.", { cause: thrown });
  }
}

function isDark(pixels: Uint8Array): boolean {
  return pixels.reduce((sum, value) => sum + value, 0) < pixels.length * DARK_MEAN;
}

async function decode(bytes: Uint8Array): Promise<DecodedImage> {
  const limit = VISION_LIMITS.imagePixels;
  const source = sharp(bytes, { limitInputPixels: false, failOn: "truncated", pages: 1 });
  const { autoOrient } = await source.metadata();
  const { width, height } = autoOrient;
  if (width * height > limit)
    throw new UnreadableImage(
      "too_large",
      `The image has more than ${limit / 1_000_000} million pixels.`,
    );

  const side = VISION_LIMITS.readerSide;
  const { data, info } = await source
    .autoOrient()
    .flatten({ background: "white" })
    .toColourspace("srgb")
    .resize(side, side, { fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const scaled = () =>
    sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });

  const small = VISION_LIMITS.detectorSide;
  const pageScale = Math.min(2, side / Math.max(info.width, info.height));
  const [square, swatch] = await Promise.all([
    scaled().resize(small, small, { fit: "contain", background: GREY }).raw().toBuffer(),
    scaled().resize(SWATCH_SIDE, SWATCH_SIDE, { fit: "fill" }).raw().toBuffer(),
  ]);
  // The reader's local threshold wants dark letters on a light ground, and the whole range of greys.
  const page = await scaled()
    .resize({ width: Math.max(1, Math.round(info.width * pageScale)) })
    .greyscale()
    .negate(isDark(swatch))
    .normalise()
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { width, height, square, page, swatch };
}
