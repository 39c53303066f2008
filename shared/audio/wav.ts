import { AppError } from "../errors/app-error.ts";

/** A decoded WAV: one channel, float samples in −1…1. */
export interface WavAudio {
  /** Samples per second. */
  readonly rate: number;
  readonly samples: Float32Array;
}

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;
const HEADER_BYTES = 44;
const MIN_RATE = 1_000;
const MAX_RATE = 384_000;
const MAX_CHANNELS = 8;

interface WavFormat {
  readonly encoding: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

type SampleReader = (view: DataView, offset: number) => number;

const INTEGER_READERS: Readonly<Record<number, SampleReader>> = {
  8: (view, offset) => (view.getUint8(offset) - 128) / 128,
  16: (view, offset) => view.getInt16(offset, true) / 32_768,
  24: (view, offset) =>
    (view.getUint8(offset) | (view.getInt16(offset + 1, true) << 8)) / 8_388_608,
  32: (view, offset) => view.getInt32(offset, true) / 2_147_483_648,
};

const readFloat: SampleReader = (view, offset) => {
  const sample = view.getFloat32(offset, true);
  return Number.isFinite(sample) ? sample : 0;
};

function bad(field: string, sentence: string): AppError {
  return new AppError("bad_media", `The WAV can't be read: ${sentence}`, { field });
}

function parseFormat(view: DataView, offset: number, size: number): WavFormat {
  if (size < 16) throw bad("fmt", "its format chunk is too short.");
  const tag = view.getUint16(offset, true);
  if (tag === FORMAT_EXTENSIBLE && size < 40)
    throw bad("fmt", "its extensible format chunk is too short.");
  const format = {
    // The sub-format's GUID begins with the plain format tag (mmreg.h, WAVEFORMATEXTENSIBLE).
    encoding: tag === FORMAT_EXTENSIBLE ? view.getUint16(offset + 24, true) : tag,
    channels: view.getUint16(offset + 2, true),
    rate: view.getUint32(offset + 4, true),
    bits: view.getUint16(offset + 14, true),
  };
  if (format.channels < 1 || format.channels > MAX_CHANNELS)
    throw bad("fmt.channels", `${format.channels} channels; 1 to ${MAX_CHANNELS} are supported.`);
  if (format.rate < MIN_RATE || format.rate > MAX_RATE)
    throw bad("fmt.rate", `a rate of ${format.rate} Hz is not supported.`);
  return format;
}

function readerFor(format: WavFormat): SampleReader {
  if (format.encoding === FORMAT_FLOAT) {
    if (format.bits === 32) return readFloat;
    throw bad("fmt.bits", `float samples of ${format.bits} bits; only 32 are supported.`);
  }
  if (format.encoding !== FORMAT_PCM)
    throw bad("fmt.encoding", `encoding ${format.encoding} is not PCM or float.`);
  const reader = INTEGER_READERS[format.bits];
  if (!reader) throw bad("fmt.bits", `${format.bits} bits; 8, 16, 24 and 32 are supported.`);
  return reader;
}

/**
 * Reads a RIFF/WAVE file: chunks in any order, PCM of 8, 16, 24 or 32 bits or 32-bit float, up to 8
 * channels, which are averaged into one. A data chunk that claims more than there is (a file
 * written to a pipe) ends with the file.
 *
 * @throws AppError `bad_media`, whose `field` names what is wrong: `riff`, `fmt`, `fmt.encoding`,
 *   `fmt.channels`, `fmt.rate`, `fmt.bits` or `data`.
 */
export function decodeWav(bytes: Uint8Array): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (offset: number) => String.fromCharCode(...bytes.subarray(offset, offset + 4));
  if (bytes.length < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE")
    throw bad("riff", "it has no RIFF/WAVE header.");

  let format: WavFormat | undefined;
  let data: { offset: number; size: number } | undefined;
  for (let offset = 12; offset + 8 <= bytes.length;) {
    const claimed = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const size = Math.min(claimed, bytes.length - start);
    if (tag(offset) === "fmt ") format ??= parseFormat(view, start, size);
    if (tag(offset) === "data") data ??= { offset: start, size };
    offset = start + claimed + (claimed & 1); // chunks are padded to even lengths
  }
  if (!format) throw bad("fmt", "it has no format chunk.");
  if (!data) throw bad("data", "it has no data chunk.");

  const read = readerFor(format);
  const { channels } = format;
  const width = format.bits / 8;
  const samples = new Float32Array(Math.floor(data.size / (width * channels)));
  for (let i = 0, offset = data.offset; i < samples.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, offset += width) sum += read(view, offset);
    samples[i] = sum / channels;
  }
  return { rate: format.rate, samples };
}

/** Writes a mono PCM16 WAV with the plain 44-byte header. */
export function encodeWav(samples: Int16Array, rate: number): Uint8Array<ArrayBuffer> {
  const size = samples.length * 2;
  const bytes = new Uint8Array(HEADER_BYTES + size);
  const view = new DataView(bytes.buffer);
  const tag = (offset: number, text: string) => {
    for (let i = 0; i < 4; i++) bytes[offset + i] = text.charCodeAt(i);
  };
  tag(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + size, true);
  tag(8, "WAVE");
  tag(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, "data");
  view.setUint32(40, size, true);
  for (const [i, sample] of samples.entries()) view.setInt16(HEADER_BYTES + 2 * i, sample, true);
  return bytes;
}
