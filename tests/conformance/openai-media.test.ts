import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeWav } from "../../shared/audio/wav.ts";
import { PIXEL_PNG } from "../fixtures/pixel-png.ts";
import { answering } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: OpenAI;
beforeAll(async () => {
  gateway = await startGateway();
  client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});
afterAll(() => gateway.close());

const VECTORS = {
  object: "list",
  data: [
    { object: "embedding", index: 0, embedding: [0.5, -1.25] },
    { object: "embedding", index: 1, embedding: [2, 0] },
  ],
  model: "m",
  usage: { prompt_tokens: 4, total_tokens: 4 },
};
const wav = (): Promise<File> => toFile(encodeWav(new Int16Array(1600), 16_000), "a.wav");

describe("the official openai client", () => {
  it.each([undefined, "float", "base64"] as const)("F6: embeds texts (%s)", async (encoding) => {
    gateway.upstream.play(answering(VECTORS));
    const { data, usage } = await client.embeddings.create({
      model: "openai/text-embedding-3-small",
      input: ["one", "two"],
      ...(encoding === undefined ? {} : { encoding_format: encoding }),
    });
    const read = data.map(({ embedding }) =>
      typeof embedding === "string"
        ? [...new Float32Array(new Uint8Array(Buffer.from(embedding, "base64")).buffer)]
        : embedding,
    );
    expect(read).toEqual([
      [0.5, -1.25],
      [2, 0],
    ]);
    expect(usage.prompt_tokens).toBe(4);
  });

  it("F6: makes a picture", async () => {
    gateway.upstream.play(answering({ created: 1, data: [{ b64_json: PIXEL_PNG }] }));
    const { data } = await client.images.generate({
      model: "openai/gpt-image-1",
      prompt: "A pixel.",
    });
    expect(data?.[0]?.b64_json).toBe(PIXEL_PNG);
  });

  it("F6, F17: speaks in the provider's own file format", async () => {
    gateway.upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "audio/mpeg" }).end(Buffer.from("ID3 sound"));
    });
    const speech = await client.audio.speech.create({
      model: "openai/gpt-4o-mini-tts",
      voice: "alloy",
      input: "Hello.",
      response_format: "mp3",
    });
    expect(Buffer.from(await speech.arrayBuffer()).toString()).toBe("ID3 sound");
    expect(speech.headers.get("content-type")).toBe("audio/mpeg");
  });

  it("F6: hears a recording, as JSON and as events", async () => {
    gateway.upstream.play(answering({ text: "Hello there." }));
    const model = "openai/gpt-4o-mini-transcribe";
    const whole = await client.audio.transcriptions.create({ model, file: await wav() });
    expect(whole.text).toBe("Hello there.");
    const form = String(gateway.upstream.requests.at(-1)?.body);
    expect(form).toContain("gpt-4o-mini-transcribe");
    expect(form).toContain("WAVE");
  });

  it("F6: hears what only the provider can read", async () => {
    gateway.upstream.play(answering({ text: "Hello there." }));
    const { text } = await client.audio.transcriptions.create({
      model: "openai/gpt-4o-mini-transcribe",
      file: await toFile(Buffer.from("ID3 sound"), "a.mp3"),
    });
    expect(text).toBe("Hello there.");
  });

  it("F8: lists models and shows one", async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toContain("openai/gpt-4.1-mini");
    expect(ids).toContain("anthropic/claude-haiku-4-5");
    expect(ids.some((id) => id.startsWith("google/"))).toBe(false);
    const model = await client.models.retrieve("openai/gpt-4.1-mini");
    expect(model).toMatchObject({ id: "openai/gpt-4.1-mini", owned_by: "openai", task: "text" });
    await expect(client.models.retrieve("openai/nothing")).rejects.toBeInstanceOf(
      OpenAI.NotFoundError,
    );
  });
});

describe("the embedded server's formats", () => {
  const local = (path: string, init: RequestInit): Promise<Response> =>
    fetch(`${gateway.url}/v1${path}`, {
      ...init,
      method: "POST",
      headers: { authorization: `Bearer ${gateway.apiKey}` },
    });

  it("F6: speech comes as a WAV file, as PCM, or as events", async () => {
    gateway.upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "audio/pcm" }).end(Buffer.alloc(4800, 1));
    });
    const ask = async (rest: object): Promise<Buffer> => {
      const body = JSON.stringify({ model: "local/flite", input: "Hello.", ...rest });
      return Buffer.from(await (await local("/audio/speech", { body })).arrayBuffer());
    };
    const file = await ask({});
    expect([file.subarray(0, 4).toString(), file.length]).toEqual(["RIFF", 4844]);
    expect((await ask({ response_format: "pcm" })).length).toBe(4800);
    const events = String(await ask({ response_format: "pcm", stream_format: "sse" }));
    expect(events).toContain('"type":"speech.audio.delta"');
    expect(events).toContain('"type":"speech.audio.done"');
  });

  it("F13: refuses a file format that this speech can't have", async () => {
    const body = JSON.stringify({ model: "local/flite", input: "Hello.", response_format: "mp3" });
    const response = await local("/audio/speech", { body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: "response_format" } });
  });

  it.each([
    ["json", /^\{"text":"Hello there."\}$/],
    ["text", /^Hello there.\n$/],
    ["verbose_json", /"duration":0.1/],
  ])("F6: a transcript comes as %s", async (format, expected) => {
    gateway.upstream.play(answering({ text: "Hello there." }));
    const form = new FormData();
    form.append("file", await wav());
    form.append("model", "local/moonshine-tiny");
    form.append("response_format", format);
    expect(await (await local("/audio/transcriptions", { body: form })).text()).toMatch(expected);
  });

  it("F6: a transcript comes as events", async () => {
    gateway.upstream.play(answering({ text: "Hello there." }));
    const form = new FormData();
    form.append("file", await wav());
    form.append("model", "local/moonshine-tiny");
    form.append("stream", "true");
    const text = await (await local("/audio/transcriptions", { body: form })).text();
    expect(text).toContain('{"type":"transcript.text.delta","delta":"Hello there."}');
    expect(text).toContain('{"type":"transcript.text.done","text":"Hello there."}');
  });

  it.each([
    ["ID3 sound", "unsupported"],
    ["RIFF....WAVEfmt ", "bad_media"],
  ])("F12: a recording that it can't read is refused (%s)", async (bytes, code) => {
    const asked = gateway.upstream.requests.length;
    const form = new FormData();
    form.append("file", new File([bytes], "a.wav"));
    form.append("model", "local/moonshine-tiny");
    const response = await local("/audio/transcriptions", { body: form });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code } }]);
    expect(gateway.upstream.requests.length).toBe(asked);
  });
});
