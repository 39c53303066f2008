import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { int16ToFloat32 } from "../../shared/audio/pcm.ts";
import { atRate, libriVoxClips, SENTENCES, wordErrors } from "./recorded-speech.fixture.ts";
import type { SpeechPart } from "./speech-part.ts";
import { createSpeech } from "./speech-part.ts";

const WEIGHTS = process.env["PARLEY_WEIGHTS_DIR"] ?? ".parley/weights";
const never = new AbortController().signal;
let speech: SpeechPart;
beforeAll(async () => {
  speech = createSpeech({ weightsDir: WEIGHTS });
  await speech.start();
});
afterAll(() => speech.close());

async function say(voice: string, text: string): Promise<Float32Array> {
  const pieces: Int16Array[] = [];
  for await (const piece of speech.speak({ voice, text, signal: never })) pieces.push(piece);
  return int16ToFloat32(Int16Array.from(pieces.flatMap((piece) => [...piece])));
}

/** RMS of the parts that aren't silent, in dBFS. */
function loudness(samples: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at + 240 <= samples.length; at += 240) {
    const power = samples.subarray(at, at + 240).reduce((acc, x) => acc + x * x, 0) / 240;
    if (power < 1e-4) continue;
    sum += power;
    count += 1;
  }
  return 10 * Math.log10(sum / count);
}

describe("speech to text", () => {
  it("L24: writes the LibriVox clips down with at most 5 % word errors", async () => {
    let errors = 0;
    let words = 0;
    for (const clip of libriVoxClips()) {
      const { text } = await speech.transcribe(clip.samples, never);
      const result = wordErrors(clip.words, text.replace("Mr.", "mister"));
      errors += result.errors;
      words += result.words;
    }
    expect(words).toBe(70);
    expect(errors / words).toBeLessThanOrEqual(0.05);
  });

  it("L27: an utterance that was heard while it grew is no less right in the end", async () => {
    let errors = 0;
    let words = 0;
    for (const clip of libriVoxClips()) {
      for (let end = 12_000; end < clip.samples.length; end += 16_000)
        await speech.transcribe(clip.samples.slice(0, end), never);
      const { text } = await speech.transcribe(clip.samples, never);
      const result = wordErrors(clip.words, text.replace("Mr.", "mister"));
      errors += result.errors;
      words += result.words;
    }
    expect(errors / words).toBeLessThanOrEqual(0.05);
  });

  it("L26: a recording of 25 s loses no word at a border", async () => {
    const clips = libriVoxClips();
    const audio = Float32Array.from(clips.flatMap((clip) => [...clip.samples]));
    expect(audio.length / 16_000).toBeGreaterThan(24);
    const { text } = await speech.transcribe(audio, never);
    const { errors, words } = wordErrors(
      clips.map((clip) => clip.words).join(" "),
      text.replace("Mr.", "mister"),
    );
    expect(errors / words).toBeLessThanOrEqual(0.05);
  });

  it("L23: silence, faint noise and a click are no words", async () => {
    const noise = Float32Array.from({ length: 32_000 }, (_, i) => 0.002 * Math.sin(i * i * 0.37));
    expect(await speech.transcribe(new Float32Array(32_000), never)).toEqual({ text: "" });
    expect(await speech.transcribe(noise, never)).toEqual({ text: "" });
    expect(await speech.transcribe(new Float32Array(800).fill(0.5), never)).toEqual({ text: "" });
  });

  it("L10: a cancelled transcription makes way for a newer one", async () => {
    const [clip] = libriVoxClips();
    const stale = new AbortController();
    const order: string[] = [];
    const first = speech
      .transcribe(clip?.samples ?? new Float32Array(0), stale.signal)
      .catch((error: unknown) => void order.push((error as Error).message));
    const second = speech
      .transcribe(new Float32Array(16_000), never)
      .then(() => void order.push("newer"));
    stale.abort(new Error("stale"));
    await Promise.all([first, second]);
    expect(order).toEqual(["stale", "newer"]);
  });

  it("L9: more requests than places are refused", async () => {
    const stop = new AbortController();
    const asked = Array.from({ length: 12 }, () =>
      speech.transcribe(new Float32Array(16_000), stop.signal).catch((error: unknown) => error),
    );
    const refused = (await Promise.all(asked)).filter((answer) => answer instanceof Error);
    expect(refused.map((error) => (error as Error & { code?: string }).code)).toEqual([
      "queue_full",
      "queue_full",
      "queue_full",
    ]);
  });
});

describe("text to speech", () => {
  it("L4: the neural voice is there and comes first", () => {
    expect(speech.models.map((model) => model.id)).toEqual([
      "moonshine-tiny",
      "piper-joe",
      "flite",
    ]);
  });

  it.each([
    ["joe", 0.06],
    ["rms", 0.12],
  ])("L47: what %s says is understood", async (voice, limit) => {
    let errors = 0;
    let words = 0;
    for (const sentence of SENTENCES) {
      const samples = await say(voice, sentence);
      const { text } = await speech.transcribe(atRate(samples, 24_000, 16_000), never);
      const result = wordErrors(sentence, text);
      errors += result.errors;
      words += result.words;
    }
    expect(errors / words).toBeLessThanOrEqual(limit);
  });

  it("L44: all voices are equally loud and none clips", async () => {
    const levels: number[] = [];
    for (const voice of ["joe", "rms", "slt", "awb"]) {
      const samples = await say(voice, SENTENCES.slice(0, 4).join(" "));
      levels.push(loudness(samples));
      expect(samples.every((sample) => Math.abs(sample) < 0.99)).toBe(true);
    }
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThanOrEqual(2);
    expect(levels[0]).toBeGreaterThan(-22);
    expect(levels[0]).toBeLessThan(-18);
  });

  it("L42: sound leaves piece by piece, before a sentence is done", async () => {
    const pieces: number[] = [];
    const text = "This sentence is long enough that its sound comes in several pieces.";
    for await (const piece of speech.speak({ voice: "joe", text, signal: never }))
      if (piece.length > 0) pieces.push(piece.length);
    expect(pieces.length).toBeGreaterThan(4);
    const whole = pieces.reduce((sum, length) => sum + length, 0);
    expect(pieces[0]).toBeLessThan(whole / 4);
  });

  it("L43: at most 20 ms of silence come first", async () => {
    for (const voice of ["joe", "rms"]) {
      const samples = await say(voice, "Good morning.");
      const first = samples.findIndex((sample) => Math.abs(sample) > 0.012);
      expect((first / 24_000) * 1000).toBeLessThanOrEqual(20);
    }
  });

  it("L45: nothing to say is silence", async () => {
    expect(await say("joe", "你好 😀")).toHaveLength(0);
    expect(await say("rms", "***")).toHaveLength(0);
  });

  it("L40: speed shortens the speech", async () => {
    const lengths: number[] = [];
    for (const speed of [1, 2]) {
      let length = 0;
      const text = "The lights in the living room are off now.";
      for await (const piece of speech.speak({ voice: "rms", text, speed, signal: never }))
        length += piece.length;
      lengths.push(length);
    }
    expect((lengths[0] ?? 0) / (lengths[1] ?? 1)).toBeGreaterThan(1.6);
  });

  it("L10: speech that nobody hears any more stops", async () => {
    const stop = new AbortController();
    const text = SENTENCES.join(" ");
    const run = async (): Promise<void> => {
      for await (const _ of speech.speak({ voice: "joe", text, signal: stop.signal }))
        stop.abort(new Error("gone"));
    };
    await expect(run()).rejects.toThrow("gone");
    expect((await say("joe", "Yes.")).length).toBeGreaterThan(0);
  });
});

it("L46: without the neural voice's weights flite speaks for it, and health says so", async () => {
  const without = createSpeech({ weightsDir: "/nowhere" });
  try {
    await without.start();
    expect(without.models.map((model) => model.id)).toEqual(["moonshine-tiny", "flite"]);
    expect(without.health()["flite"]).toMatchObject({ state: "ready" });
    expect(without.health()["flite"]?.detail).toMatch(/neural voice/);
    let length = 0;
    const request = { model: "piper-joe", voice: "joe", text: "Yes.", signal: never };
    for await (const piece of without.speak(request)) length += piece.length;
    expect(length).toBeGreaterThan(0);
  } finally {
    await without.close();
  }
});
