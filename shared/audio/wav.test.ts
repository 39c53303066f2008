import { describe, expect, it } from "vitest";
import { AppError } from "../errors/app-error.ts";
import { decodeWav, encodeWav } from "./wav.ts";

const samples = Int16Array.of(0, 256, -256, 32_512, -32_768);
const floats = [...samples].map((sample) => sample / 32_768);

interface Options {
  readonly encoding?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
}

const ascii = (text: string) => text.split("").map((sign) => sign.charCodeAt(0));
const u32 = (n: number) => [n & 0xff, (n >> 8) & 0xff, (n >> 16) & 0xff, (n >>> 24) & 0xff];
const u16 = (n: number) => u32(n).slice(0, 2);

function chunk(id: string, body: readonly number[], claimed = body.length): number[] {
  return [...ascii(id), ...u32(claimed), ...body, ...(body.length % 2 ? [0] : [])];
}

function fmt({ encoding = 1, channels = 1, rate = 16_000, bits = 16 }: Options = {}): number[] {
  const align = (channels * bits) / 8;
  const body = [u16(encoding), u16(channels), u32(rate), u32(rate * align), u16(align), u16(bits)];
  return body.flat();
}

function riff(...chunks: number[][]): Uint8Array {
  const body = chunks.flat();
  return Uint8Array.from([...ascii("RIFF"), ...u32(body.length + 4), ...ascii("WAVE"), ...body]);
}

const data16 = [...samples].flatMap((sample) => u16(sample));

function fieldOf(bytes: Uint8Array): string | undefined {
  try {
    decodeWav(bytes);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "bad_media") return thrown.field;
    throw thrown;
  }
  return undefined;
}

describe("WAV", () => {
  it("A50: what is encoded is decoded unchanged", () => {
    const bytes = encodeWav(samples, 24_000);
    expect(bytes).toHaveLength(44 + 10);
    expect(bytes).toEqual(riff(chunk("fmt ", fmt({ rate: 24_000 })), chunk("data", data16)));
    const decoded = decodeWav(bytes);
    expect(decoded.rate).toBe(24_000);
    expect([...decoded.samples]).toEqual(floats);
  });

  it("A51: widths, float, channels and the extensible format", () => {
    const byBits: Record<number, number[]> = {
      8: [...samples].map((sample) => (sample >> 8) + 128),
      24: [...samples].flatMap((sample) => [0, ...u16(sample)]),
      32: [...samples].flatMap((sample) => [0, 0, ...u16(sample)]),
    };
    for (const [bits, body] of Object.entries(byBits)) {
      const wav = riff(chunk("fmt ", fmt({ bits: Number(bits) })), chunk("data", body));
      expect([...decodeWav(wav).samples]).toEqual(floats);
    }
    const float = [...new Uint8Array(Float32Array.from([...floats.slice(1), NaN]).buffer)];
    const wav = riff(chunk("fmt ", fmt({ encoding: 3, bits: 32 })), chunk("data", float));
    expect([...decodeWav(wav).samples]).toEqual([...floats.slice(1), 0]);

    const stereo = [256, -256, 512, 256].flatMap((sample) => u16(sample));
    const two = riff(chunk("fmt ", fmt({ channels: 2 })), chunk("data", stereo));
    expect([...decodeWav(two).samples]).toEqual([0, 384 / 32_768]);

    const extension = [...u16(22), ...u16(16), ...u32(4), ...u16(1), ...Array(14).fill(0)];
    const format = [...fmt({ encoding: 0xfffe }), ...extension];
    const extensible = riff(chunk("fmt ", format), chunk("data", data16));
    expect([...decodeWav(extensible).samples]).toEqual(floats);
  });

  it("A52: chunks in any order, unknown ones passed over, a data chunk that claims too much", () => {
    const mixed = riff(
      chunk("LIST", [1, 2, 3]),
      chunk("data", data16),
      chunk("cue ", []),
      chunk("fmt ", fmt()),
    );
    expect([...decodeWav(mixed).samples]).toEqual(floats);
    const piped = riff(chunk("fmt ", fmt()), chunk("data", [...data16, 7], 0xffffffff));
    expect([...decodeWav(piped).samples].slice(0, 5)).toEqual(floats);
    const shifted = new Uint8Array(mixed.length + 1);
    shifted.set(mixed, 1);
    expect([...decodeWav(shifted.subarray(1)).samples]).toEqual(floats);
  });

  it("A53: what is wrong is named", () => {
    const data = chunk("data", data16);
    expect(fieldOf(new Uint8Array(0))).toBe("riff");
    expect(fieldOf(Uint8Array.from(ascii("OggS............")))).toBe("riff");
    expect(fieldOf(riff(data))).toBe("fmt");
    expect(fieldOf(riff(chunk("fmt ", [1, 0]), data))).toBe("fmt");
    expect(fieldOf(riff(chunk("fmt ", fmt({ encoding: 0xfffe })), data))).toBe("fmt");
    expect(fieldOf(riff(chunk("fmt ", fmt())))).toBe("data");
    expect(fieldOf(riff(chunk("fmt ", fmt({ encoding: 7 })), data))).toBe("fmt.encoding");
    expect(fieldOf(riff(chunk("fmt ", fmt({ channels: 0 })), data))).toBe("fmt.channels");
    expect(fieldOf(riff(chunk("fmt ", fmt({ channels: 9 })), data))).toBe("fmt.channels");
    expect(fieldOf(riff(chunk("fmt ", fmt({ rate: 0 })), data))).toBe("fmt.rate");
    expect(fieldOf(riff(chunk("fmt ", fmt({ bits: 12 })), data))).toBe("fmt.bits");
    expect(fieldOf(riff(chunk("fmt ", fmt({ encoding: 3, bits: 64 })), data))).toBe("fmt.bits");
  });

  it("A53: no damage leads to another error than bad_media", () => {
    const good = riff(chunk("fmt ", fmt()), chunk("LIST", [1]), chunk("data", data16));
    let seed = 3;
    for (let round = 0; round < 3_000; round++) {
      const bad = good.slice(0, 1 + (round % good.length));
      seed = (seed * 48_271) % 2_147_483_647;
      bad[seed % bad.length] = seed >> 8;
      fieldOf(bad);
    }
    expect(fieldOf(good)).toBeUndefined();
  });
});
