import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeWav } from "../../shared/audio/wav.ts";
import { collect, providerAnswer } from "../../tests/fixtures/provider-answers.ts";
import type { ScriptedUpstream } from "../../tests/fixtures/scripted-upstream.ts";
import { failing, inPieces, startUpstream } from "../../tests/fixtures/scripted-upstream.ts";
import { createGateway } from "./gateway.ts";
import type { Gateway, TaskEvent } from "./run-types.ts";

let upstream: ScriptedUpstream;
let gateway: Gateway;

beforeEach(async () => {
  upstream = await startUpstream();
  gateway = createGateway({ PARLEY_LOCAL_URL: upstream.url });
});
afterEach(() => upstream.close());

const sent = (): Record<string, unknown> =>
  JSON.parse(upstream.requests[0]?.body.toString() ?? "null") as Record<string, unknown>;

describe("speech to text", () => {
  const samples = Int16Array.from({ length: 1600 }, (_, index) => (index % 200) * 100 - 10_000);
  const listen = (language?: string): Promise<TaskEvent["speech-to-text"][]> =>
    collect(
      gateway.run({
        task: "speech-to-text",
        model: "local/moonshine-tiny",
        input: { samples, rate: 16_000, ...(language === undefined ? {} : { language }) },
      }),
    );

  it("G21: sends a WAV file and gives the text", async () => {
    upstream.play(inPieces(providerAnswer("transcription.json"), "application/json", 5));
    expect(await listen("en")).toEqual([
      { type: "text", text: "He was not an ill-disposed young man." },
      { type: "finish", reason: "stop", usage: { audioSeconds: 0.1 } },
    ]);
    const [request] = upstream.requests;
    expect(request?.path).toBe("/v1/audio/transcriptions");
    const form = await new Response(request?.body as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": request?.headers["content-type"] ?? "" },
    }).formData();
    expect([form.get("model"), form.get("language"), form.get("response_format")]).toEqual([
      "moonshine-tiny",
      "en",
      "json",
    ]);
    const file = form.get("file") as unknown as Blob;
    expect(file.type).toBe("audio/wav");
    const wav = decodeWav(new Uint8Array(await file.arrayBuffer()));
    expect(wav.rate).toBe(16_000);
    expect(wav.samples).toHaveLength(1600);
  });

  it.each([
    [
      {
        type: "tokens",
        input_tokens: 14,
        input_token_details: { text_tokens: 0, audio_tokens: 14 },
        output_tokens: 45,
        total_tokens: 59,
      },
      { audioSeconds: 0.1, inputTokens: 14, outputTokens: 45 },
      (14 * 6 + 45 * 10) / 1e6,
    ],
    [{ type: "duration", seconds: 7 }, { audioSeconds: 7 }, undefined],
    [{ type: "tokens", input_tokens: "many" }, { audioSeconds: 0.1 }, undefined],
    [null, { audioSeconds: 0.1 }, undefined],
  ])(
    "G43: what OpenAI reports of a transcript is in its record (%j)",
    async (reported, usage, cost) => {
      const answer = JSON.stringify({ text: "Hello.", usage: reported });
      upstream.play(inPieces(answer, "application/json", 100));
      gateway = createGateway({ OPENAI_API_KEY: "k", OPENAI_BASE_URL: upstream.url });
      const model = "openai/gpt-4o-transcribe";
      const run = gateway.run({ task: "speech-to-text", model, input: { samples, rate: 16_000 } });
      expect((await collect(run)).at(-1)).toEqual({ type: "finish", reason: "stop", usage });
      const [record] = run.attempts();
      expect(record?.usage).toEqual(usage);
      if (cost === undefined) expect(record?.costUsd).toBeUndefined();
      else expect(record?.costUsd).toBeCloseTo(cost, 12);
    },
  );

  it("G21: silence is no text", async () => {
    upstream.play(inPieces('{"text":"  "}', "application/json", 100));
    expect((await listen()).map((event) => event.type)).toEqual(["finish"]);
  });

  it.each(['{"words":[]}', "null", "He was not", '{"text":7}'])(
    "G10: %s is no transcript",
    async (body) => {
      upstream.play(inPieces(body, "application/json", 100));
      await expect(listen()).rejects.toMatchObject({ code: "model_failed" });
    },
  );

  it("G26: a transcript without an end", async () => {
    upstream.play(inPieces(`{"text":"${"x".repeat(1024 * 1024)}"}`, "application/json", 65_536));
    await expect(listen()).rejects.toMatchObject({ code: "model_failed" });
  });
});

describe("text to speech", () => {
  const speech = Int16Array.from({ length: 2_401 }, (_, index) => index * 13 - 16_000);
  const bytes = new Uint8Array(speech.buffer);
  const speak = (input = { text: "Hello there." }): Promise<TaskEvent["text-to-speech"][]> =>
    collect(gateway.run({ task: "text-to-speech", model: "local/flite", input }));

  it.each([1, 3, 1_001, 100_000])(
    "G22: streams samples however they are cut (%i)",
    async (size) => {
      upstream.play(inPieces(bytes, "audio/pcm;rate=24000", size));
      const events = await speak();
      const audio = events.flatMap((event) => (event.type === "audio" ? [...event.samples] : []));
      expect(audio).toEqual([...speech]);
      expect(events.at(-1)).toEqual({
        type: "finish",
        reason: "stop",
        usage: { characters: 12 },
      });
    },
  );

  it("G22: drops half a sample at the end", async () => {
    upstream.play(inPieces(new Uint8Array([1, 0, 2, 0, 9]), "audio/pcm", 2));
    const events = await speak();
    const audio = events.flatMap((event) => (event.type === "audio" ? [...event.samples] : []));
    expect(audio).toEqual([1, 2]);
  });

  it("G22, G24: asks for PCM, and for a voice where one is chosen or must be", async () => {
    upstream.play(inPieces(bytes, "audio/pcm", 1_000));
    await collect(
      gateway.run({
        task: "text-to-speech",
        model: "local/flite",
        input: { text: "Hi", voice: "slt", speed: 1.2 },
      }),
    );
    expect(upstream.requests[0]?.path).toBe("/v1/audio/speech");
    expect(sent()).toEqual({
      model: "flite",
      input: "Hi",
      response_format: "pcm",
      voice: "slt",
      speed: 1.2,
    });
    gateway = createGateway({ OPENAI_API_KEY: "k", OPENAI_BASE_URL: upstream.url });
    await collect(gateway.run({ task: "text-to-speech", input: { text: "Hi" } }));
    expect(JSON.parse(upstream.requests[1]?.body.toString() ?? "")).toMatchObject({
      model: "gpt-4o-mini-tts",
      voice: "alloy",
    });
  });

  it("G27: the voice in the package stands in for one that isn't there", async () => {
    const play = inPieces(bytes, "audio/pcm", 1_000);
    upstream.play((request, response) => {
      const { model } = JSON.parse(request.body.toString()) as { model: string };
      return model === "flite" ? play(request, response) : failing(404)(request, response);
    });
    const run = gateway.run({ task: "text-to-speech", input: { text: "Hi" } });
    expect((await collect(run)).at(-1)).toMatchObject({ type: "finish" });
    expect(run.model).toBe("local/flite");
    const chosen = gateway.run({
      task: "text-to-speech",
      model: "local/piper-joe",
      input: { text: "Hi" },
    });
    await expect(collect(chosen)).rejects.toMatchObject({ code: "model_unavailable" });
    const env = { PARLEY_LOCAL_URL: upstream.url, PARLEY_SPEAK: "local/piper-joe" };
    const named = createGateway(env).run({ task: "text-to-speech", input: { text: "Hi" } });
    await expect(collect(named)).rejects.toMatchObject({ code: "model_unavailable" });
  });

  it.each(["application/json", "audio/mpeg", "audio/wav", "text/html", "audio/pcm; rate=16000"])(
    "G22: %s is not played",
    async (type) => {
      upstream.play(inPieces(bytes, type, 1_000));
      await expect(speak()).rejects.toMatchObject({ code: "model_failed" });
    },
  );
});

describe("image to text", () => {
  it("G23: asks about one image", async () => {
    upstream.play(inPieces(providerAnswer("chat-text.sse"), "text/event-stream", 40));
    const image = { mediaType: "image/jpeg", data: new Uint8Array([255, 216, 255]) };
    const events = await collect(
      gateway.run({ task: "image-to-text", input: { image, question: "What is it?" } }),
    );
    expect(events.map((event) => event.type)).toEqual(["text", "text", "text", "text", "finish"]);
    expect(sent()).toMatchObject({
      model: "parley-sight",
      messages: [
        {
          role: "user",
          content: [
            { type: "image_url", image_url: { url: "data:image/jpeg;base64,/9j/" } },
            { type: "text", text: "What is it?" },
          ],
        },
      ],
    });
  });
});
