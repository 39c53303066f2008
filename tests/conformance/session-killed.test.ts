import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UpstreamRequest } from "../fixtures/scripted-upstream.ts";
import { chatChunks, sseText } from "../fixtures/sse-script.ts";
import { VoiceClient } from "../../client/core/voice-client.ts";
import { createRecorderOutput } from "../../client/node/recorder-output.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";
import { untilOnDisk } from "./until-on-disk.ts";

let gateway: GatewayServer;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

/** The answer: each word is said as so many samples of a value of its own. */
const SENTENCES = Array.from(
  { length: 6 },
  (_, index) =>
    `Sentence ${["one", "two", "three", "four", "five", "six"][index]} has words in it, named ` +
    `${["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"][index]}.`,
);
const WORDS = SENTENCES.join(" ").split(" ");
const SAMPLES_PER_WORD = 3_600;

/** Which words, by their place in the answer, a recording says, and for how many samples each. */
function wordsIn(recording: Int16Array): [place: number, samples: number][] {
  const words: [number, number][] = [];
  for (const value of recording) {
    const last = words.at(-1);
    if (last !== undefined && last[0] === value) last[1]++;
    else words.push([value, 1]);
  }
  return words;
}

/** The sound of a text: its words' places in the answer, from 1. */
function soundOf(text: string): Uint8Array {
  const words = text.split(" ");
  const first = SENTENCES.join(" ").indexOf(text);
  const before = first < 0 ? 0 : SENTENCES.join(" ").slice(0, first).split(" ").length;
  const samples = new Int16Array(words.length * SAMPLES_PER_WORD);
  for (const at of words.keys())
    samples.fill(before + at, at * SAMPLES_PER_WORD, (at + 1) * SAMPLES_PER_WORD);
  return new Uint8Array(samples.buffer);
}

/** What the providers were asked, by path. */
const asked = (end: string): readonly UpstreamRequest[] =>
  gateway.upstream.requests.filter(({ path }) => path.endsWith(end));

/** A provider whose answers to the language are given, one after the other, and whose speech is `soundOf`. */
function play(...answers: readonly (readonly string[])[]): void {
  let next = 0;
  gateway.upstream.play(async (request, response) => {
    if (request.path.endsWith("/audio/speech")) {
      const { input } = JSON.parse(String(request.body)) as { input: string };
      response.writeHead(200, { "content-type": "audio/pcm" }).end(soundOf(input));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    const words = answers[next++] ?? [];
    const chunks = chatChunks(words, { prompt_tokens: 9, completion_tokens: 3 });
    // One that is not the last breaks off after its words: it is the one that dies.
    if (next === answers.length) response.end(sseText(chunks));
    else response.write(sseText(chunks.slice(0, words.length + 1)));
  });
}

async function call() {
  const output = createRecorderOutput();
  const client = new VoiceClient({ url: gateway.url, key: gateway.apiKey, output });
  const answered = Promise.withResolvers<string>();
  client.on("message", ({ message }) => {
    if (message.role === "assistant") answered.resolve(messageText(message));
  });
  const states: string[] = [];
  const captions: string[] = [];
  client.on("connectionstatechange", ({ state }) => states.push(state));
  client.on("caption", ({ text }) => captions.push(text));
  await client.connect();
  return { client, output, answered: answered.promise, states, captions };
}

const tokens = (sentences: readonly string[]): string[] => sentences.join(" ").split(/(?<= )/u);

describe("workerd, killed while an answer is spoken", () => {
  it("D70, D71, D72: the client hears the whole answer, every word once, of one inference", async () => {
    play(tokens(SENTENCES));
    const { client, output, answered, states, captions } = await call();
    try {
      client.sendText("Talk.");
      await expect.poll(() => output.recording().length).toBeGreaterThan(SAMPLES_PER_WORD * 4);
      await untilOnDisk(gateway.storage, '"type":"finish"');
      await gateway.restart();
      expect(await answered).toBe(SENTENCES.join(" "));
      expect(states).toContain("reconnecting");
      expect(wordsIn(output.recording())).toEqual(
        WORDS.map((_, place) => [place + 1, SAMPLES_PER_WORD]),
      );
      expect(captions.join(" ")).toBe(SENTENCES.join(" "));
      expect(asked("/chat/completions")).toHaveLength(1);
    } finally {
      client.disconnect();
    }
  });

  it("D71: an inference that was killed too is gone on with, in the same answer", async () => {
    const before = asked("/chat/completions").length;
    play(tokens(SENTENCES.slice(0, 3)), tokens([" ", ...SENTENCES.slice(3)]));
    const { client, output, answered } = await call();
    try {
      client.sendText("Talk.");
      await expect.poll(() => output.recording().length).toBeGreaterThan(SAMPLES_PER_WORD * 4);
      await untilOnDisk(gateway.storage, "charlie");
      await gateway.restart();
      expect(await answered).toBe(SENTENCES.join(" "));
      expect(wordsIn(output.recording())).toEqual(
        WORDS.map((_, place) => [place + 1, SAMPLES_PER_WORD]),
      );
      expect(asked("/chat/completions")).toHaveLength(before + 2);
    } finally {
      client.disconnect();
    }
  });
});
