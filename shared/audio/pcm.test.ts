import { describe, expect, it } from "vitest";
import {
  amplitudeToDecibels,
  float32ToInt16,
  float32ToPcm16,
  int16ToFloat32,
  int16ToPcm16,
  pcm16ToFloat32,
  pcm16ToInt16,
  peakAmplitude,
  rootMeanSquare,
} from "./pcm.ts";

const every = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);

describe("PCM", () => {
  it("A40: every 16-bit value survives; what is out of range is clipped", () => {
    expect(float32ToInt16(int16ToFloat32(every))).toEqual(every);
    expect(pcm16ToInt16(float32ToPcm16(pcm16ToFloat32(int16ToPcm16(every))))).toEqual(every);
    const wild = Float32Array.of(1, -1, 1.5, -7, Infinity, -Infinity, NaN, 0.49999 / 32_768);
    const clipped = [32_767, -32_768, 32_767, -32_768, 32_767, -32_768, 0, 0];
    expect([...float32ToInt16(wild)]).toEqual(clipped);
    expect([...pcm16ToInt16(float32ToPcm16(wild))]).toEqual(clipped);
  });

  it("A41: bytes are little-endian at any alignment; an odd byte at the end is left out", () => {
    const bytes = Uint8Array.of(99, 0x34, 0x12, 0x00, 0x80, 0x77).subarray(1);
    expect([...pcm16ToInt16(bytes)]).toEqual([0x1234, -32_768]);
    expect([...pcm16ToFloat32(bytes)]).toEqual([0x1234 / 32_768, -1]);
    expect([...int16ToPcm16(Int16Array.of(0x1234, -2))]).toEqual([0x34, 0x12, 0xfe, 0xff]);
    expect([...float32ToPcm16(Float32Array.of(-2 / 32_768))]).toEqual([0xfe, 0xff]);
  });

  it("A42: a target is written to, and the result is a part of it", () => {
    const samples = Int16Array.of(1, 2, 3);
    const floats = new Float32Array(8);
    const result = int16ToFloat32(samples, floats);
    expect(result.buffer).toBe(floats.buffer);
    expect([...result]).toEqual([1 / 32_768, 2 / 32_768, 3 / 32_768]);
    expect(float32ToInt16(result, new Int16Array(4))).toEqual(samples);
    expect(int16ToPcm16(samples, new Uint8Array(9))).toHaveLength(6);
    expect(float32ToPcm16(result, new Uint8Array(6))).toHaveLength(6);
    expect(pcm16ToInt16(Uint8Array.of(1, 0), new Int16Array(4))).toHaveLength(1);
    expect(pcm16ToFloat32(Uint8Array.of(1, 0), new Float32Array(4))).toHaveLength(1);
  });

  it("A43: levels are those of the definition", () => {
    const sine = Float32Array.from({ length: 1_600 }, (_, i) => Math.sin((Math.PI * i) / 40));
    expect(amplitudeToDecibels(rootMeanSquare(sine))).toBeCloseTo(-3.0103, 3);
    expect(peakAmplitude(sine)).toBe(1);
    expect(peakAmplitude(Float32Array.of(0.25, -0.5))).toBe(0.5);
    expect(rootMeanSquare(new Float32Array(0))).toBe(0);
    expect(amplitudeToDecibels(0)).toBe(-Infinity);
  });
});
