import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { float32ToPcm16 } from "../../shared/audio/pcm.ts";
import { decodeWav } from "../../shared/audio/wav.ts";
import { atRate, libriVoxClips } from "../speech/recorded-speech.fixture.ts";
import type { SpeechPart } from "../speech/speech-part.ts";
import { createSpeech } from "../speech/speech-part.ts";
import { createApp } from "./app.ts";
import type { Listening } from "./listen.ts";
import { listen } from "./listen.ts";
import { speechRoute } from "./speech.ts";
import { transcriptionsRoute } from "./transcriptions.ts";

const TEXT = "he might even have been made amiable himself";
let speech: SpeechPart;
let server: Listening;
beforeAll(async () => {
  // The routes are the same for every voice; flite is the one that is always there.
  speech = createSpeech({ weightsDir: "/nowhere" });
  const routes = {
    "POST /v1/audio/transcriptions": transcriptionsRoute(speech),
    "POST /v1/audio/speech": speechRoute(speech),
  };
  server = await listen(createApp({ parts: [speech], routes, chat: new Map() }), 0);
});
afterAll(async () => {
  await server.close();
  await speech.close();
});

const say = (body: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(`${server.url}/v1/audio/speech`, {
    method: "POST",
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

function hear(fields: Record<string, string | Blob>): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return fetch(`${server.url}/v1/audio/transcriptions`, { method: "POST", body });
}

function raw(samples: Float32Array, rate: number): Blob {
  return new Blob([float32ToPcm16(samples)], { type: `audio/pcm;rate=${rate}` });
}

async function errorOf(response: Response): Promise<{ status: number; param: unknown }> {
  const { error } = (await response.json()) as { error: { param: unknown; type: string } };
  expect(error).toMatchObject({
    type: "invalid_request_error",
    message: expect.any(String) as string,
    code: expect.any(String) as string,
  });
  return { status: response.status, param: error.param };
}

it("L3: health answers while the models load, and is ok afterwards", async () => {
  const starting = speech.start();
  const early = await fetch(`${server.url}/health`);
  expect(early.status).toBe(503);
  expect(await early.json()).toMatchObject({ status: "loading" });
  await starting;
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

describe("transcriptions", () => {
  it("L20: a WAV in, its words out, in three formats", async () => {
    const clip = libriVoxClips()[4];
    const file = new Blob([await readFile(clip?.file ?? "")]);
    const plain = (text: string): string => text.toLowerCase().replace(/[.,]/g, "");
    const json = await hear({ file, model: "moonshine-tiny" });
    expect(plain(((await json.json()) as { text: string }).text)).toBe(TEXT);
    const text = await hear({ file, response_format: "text" });
    expect(text.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(plain(await text.text())).toBe(TEXT);
    const verbose = await hear({ file, response_format: "verbose_json" });
    expect(await verbose.json()).toMatchObject({ duration: 3.29, language: "english" });
  });

  it.each([8000, 16_000, 24_000, 44_100, 48_000])("L21: raw samples at %i Hz", async (rate) => {
    const clip = libriVoxClips()[4]?.samples ?? new Float32Array(0);
    const response = await hear({ file: raw(atRate(clip, 16_000, rate), rate) });
    const { text } = (await response.json()) as { text: string };
    expect(text.toLowerCase()).toContain("made amiable");
  });

  it("L22: half a minute is the limit", async () => {
    const response = await hear({ file: raw(new Float32Array(30.1 * 16_000), 16_000) });
    expect(await errorOf(response)).toEqual({ status: 422, param: "file" });
  });

  it("L20, L21: wrong requests are refused and the field is named", async () => {
    const good = raw(new Float32Array(16_000), 16_000);
    const wav = new TextEncoder().encode("RIFF\0\0\0\0WAVEjunk");
    const cases: [Record<string, string | Blob>, number, string | null][] = [
      [{ model: "moonshine-tiny" }, 400, "file"],
      [{ file: "text" }, 400, "file"],
      [{ file: new Blob(["hello"]) }, 415, "file"],
      [{ file: new Blob([wav]) }, 422, "file"],
      [{ file: raw(new Float32Array(0), 16_000) }, 422, "file"],
      [{ file: raw(new Float32Array(100), 4000) }, 422, "file"],
      [{ file: good, model: "whisper-9" }, 404, "model"],
      [{ file: good, model: "flite" }, 404, "model"],
      [{ file: good, response_format: "srt" }, 400, "response_format"],
    ];
    for (const [fields, status, param] of cases)
      expect(await errorOf(await hear(fields))).toEqual({ status, param });
    const url = `${server.url}/v1/audio/transcriptions`;
    const noForm = await fetch(url, { method: "POST", body: "{}" });
    expect((await errorOf(noForm)).status).toBe(415);
    const broken = await fetch(url, {
      method: "POST",
      body: "no boundary here",
      headers: { "content-type": "multipart/form-data; boundary=x" },
    });
    expect((await errorOf(broken)).status).toBe(400);
  });

  it("L7: a recording over 4 MiB is 413 and names the field", async () => {
    const big = new Blob([new Uint8Array(4 * 1024 * 1024 + 2)], { type: "audio/pcm;rate=48000" });
    expect(await errorOf(await hear({ file: big }))).toEqual({ status: 413, param: "file" });
  });
});

describe("speech", () => {
  it("L41: pcm says its rate, wav is the same behind a header", async () => {
    const body = { input: "Good morning.", voice: "rms" };
    const pcm = await say(body);
    expect(pcm.headers.get("content-type")).toBe("audio/pcm;rate=24000");
    const samples = await pcm.arrayBuffer();
    const wav = await say({ ...body, response_format: "wav" });
    expect(wav.headers.get("content-type")).toBe("audio/wav");
    const decoded = decodeWav(new Uint8Array(await wav.arrayBuffer()));
    expect(decoded.rate).toBe(24_000);
    expect(decoded.samples.length * 2).toBe(samples.byteLength);
  });

  it("L42: the first bytes leave before the last are made", async () => {
    const input = "This is one of many sentences. ".repeat(12);
    const response = await say({ input, voice: "rms" });
    const order: string[] = [];
    const reader = response.body?.getReader();
    const whole = (async () => {
      for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read())
        if (order.length === 0) order.push("first bytes");
      order.push("last bytes");
    })();
    // A short request that comes later is done in between: nothing was waiting for the whole.
    await (await say({ input: "Yes.", voice: "rms" })).arrayBuffer();
    order.push("another answer");
    await whole;
    expect(order).toEqual(["first bytes", "another answer", "last bytes"]);
  });

  it("L40: wrong requests are refused and the field is named", async () => {
    const cases: [unknown, number, string | null][] = [
      [{}, 400, "input"],
      [{ input: "" }, 400, "input"],
      [{ input: 7 }, 400, "input"],
      [{ input: "x".repeat(4097) }, 400, "input"],
      [{ input: "x", voice: "bob" }, 400, "voice"],
      [{ input: "x", voice: "toString" }, 400, "voice"],
      [{ input: "x", voice: 1 }, 400, "voice"],
      [{ input: "x", model: "piper-joe", voice: "slt" }, 400, "voice"],
      [{ input: "x", model: "tts-9" }, 404, "model"],
      [{ input: "x", response_format: "mp3" }, 400, "response_format"],
      [{ input: "x", speed: 5 }, 400, "speed"],
      [{ input: "x", speed: "fast" }, 400, "speed"],
      [[], 400, null],
    ];
    for (const [body, status, param] of cases)
      expect(await errorOf(await say(body))).toEqual({ status, param });
  });

  it("L45: a text with nothing to say is an empty answer", async () => {
    const response = await say({ input: "😀" });
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
  });

  it("L10: clients that leave free their places at once", async () => {
    const input = "A sentence that nobody will hear to its end. ".repeat(80);
    // Four run and eight wait: with these the queue of the voice is full.
    const gone = Array.from({ length: 12 }, () => {
      const outgoing = httpRequest(`${server.url}/v1/audio/speech`, { method: "POST" });
      outgoing.on("error", () => undefined).end(JSON.stringify({ input, voice: "rms" }));
      return outgoing;
    });
    const [answered] = await Promise.all(gone.slice(0, 4).map((out) => once(out, "response")));
    expect(answered).toBeDefined();
    const refused = await say({ input: "Now.", voice: "rms" });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("1");
    for (const outgoing of gone) outgoing.destroy();
    // The server learns of it by and by; until then it goes on refusing.
    let response = await say({ input: "Now.", voice: "rms" });
    while (response.status === 429) response = await say({ input: "Now.", voice: "rms" });
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
  });
});
