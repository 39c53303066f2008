import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  conditional,
  elementsOf,
  limit,
  model,
} from "../../worker/gateway/testing/route-elements.ts";
import type { UpstreamScript } from "../fixtures/scripted-upstream.ts";
import { failing } from "../fixtures/scripted-upstream.ts";
import { answering, chatChunks, endless, sseText, streaming } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: OpenAI;
beforeAll(async () => {
  gateway = await startGateway();
  client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});
afterAll(() => gateway.close());

const MODEL = "openai/gpt-4.1-mini";
const KEPT = { "cf-aig-cache-ttl": "600" };
const USAGE = { prompt_tokens: 21, completion_tokens: 3, total_tokens: 24 };
const HELLO = streaming(sseText(chatChunks(["Hello", " there", "."], USAGE)));
const asked = (): number => gateway.upstream.requests.length;

type Headers = Record<string, string>;

/** Asks for a streamed completion; resolves when it has begun. */
async function stream(content: string, headers: Headers = KEPT, name = MODEL) {
  const { data, response } = await client.chat.completions
    .create({ model: name, messages: [{ role: "user", content }], stream: true }, { headers })
    .withResponse();
  const words = async (): Promise<string> => {
    let text = "";
    for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? "";
    return text;
  };
  return { data, words, told: toldBy(response.headers), headers: response.headers };
}

/** What an answer's headers say. */
function toldBy(headers: globalThis.Headers): (string | null)[] {
  return ["cf-aig-cache-status", "x-parley-cache", "x-parley-model", "x-parley-attempts"].map(
    (name) => headers.get(name),
  );
}

async function post(path: string, body: object, headers: Headers = KEPT): Promise<Response> {
  return fetch(`${gateway.url}/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.apiKey}`, ...headers },
    body: JSON.stringify(body),
  });
}

const MISS = ["MISS", "miss", MODEL, "1"];
const HIT = ["HIT", "hit", MODEL, "0"];

describe("a kept answer over HTTP", () => {
  it("M12: is given to streams and to whole answers, and costs one call and one record", async () => {
    gateway.upstream.play(HELLO);
    const before = asked();
    const headers = { ...KEPT, "cf-aig-metadata": '{"case":"kept"}' };
    const first = await stream("Kept?", headers);
    expect([await first.words(), first.told]).toEqual(["Hello there.", MISS]);
    const again = await stream("Kept?", headers);
    expect([await again.words(), again.told]).toEqual(["Hello there.", HIT]);
    const { data, response } = await client.chat.completions
      .create({ model: MODEL, messages: [{ role: "user", content: "Kept?" }] }, { headers })
      .withResponse();
    expect(data).toMatchObject({
      choices: [{ message: { content: "Hello there." } }],
      usage: USAGE,
    });
    expect([toldBy(response.headers), asked()]).toEqual([HIT, before + 1]);
    await vi.waitFor(async () => {
      const spend = await fetch(`${gateway.url}/v1/spend?group_by=metadata.case`, {
        headers: { authorization: `Bearer ${gateway.apiKey}` },
      });
      const { groups } = (await spend.json()) as { groups: object[] };
      expect(groups).toContainEqual(
        expect.objectContaining({ key: { "metadata.case": "kept" }, attempts: 1, outputTokens: 3 }),
      );
    });
  });

  it("M1: two streams at once are one call, and both come to life with its first word", async () => {
    const rest = Promise.withResolvers<void>();
    const events = chatChunks(["Hello", " there", "."]);
    gateway.upstream.play(async (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(sseText(events.slice(0, 2)));
      await rest.promise;
      response.end(sseText(events.slice(2)));
    });
    const before = asked();
    const both = await Promise.all([stream("Shared?"), stream("Shared?")]);
    expect(both.map(({ told }) => told[1]).toSorted()).toEqual(["miss", "shared"]);
    expect(both.map(({ told }) => told[3]).toSorted()).toEqual(["0", "1"]);
    rest.resolve();
    for (const { words } of both) expect(await words()).toBe("Hello there.");
    expect(asked()).toBe(before + 1);
  });

  it("M5: upstream goes on for whoever is left, and is cancelled when the last has gone", async () => {
    const [role, word] = chatChunks(["Hello"]);
    gateway.upstream.play(endless(sseText([role ?? ""]), sseText([word ?? ""])));
    const [one, other] = [await stream("Left?"), await stream("Left?")];
    const upstream = gateway.upstream.requests.at(-1);
    one.data.controller.abort();
    let words = 0;
    for await (const _ of other.data) if (++words === 20) break;
    other.data.controller.abort();
    await upstream?.closed;
    expect(words).toBe(20);
  });

  it("M4: is asked for by a time or a key, and skipped where that is said", async () => {
    gateway.upstream.play(HELLO);
    const before = asked();
    for (const headers of [
      {},
      { "cf-aig-skip-cache": "false" },
      { ...KEPT, "cf-aig-skip-cache": "true" },
      { "cf-aig-cache-key": "" },
    ] as Headers[])
      for (const _ of [1, 2]) {
        const { told, words } = await stream("Uncached?", headers);
        expect([told[0], await words()]).toEqual([null, "Hello there."]);
      }
    expect(asked()).toBe(before + 8);
    const key = { "cf-aig-cache-key": "mine" };
    await (await stream("This?", key)).words();
    expect((await stream("That?", key)).told[0]).toBe("HIT");
  });

  it("M7: a failure has the same answer as without a cache, and is not kept", async () => {
    gateway.upstream.play(failing(429, { "retry-after": "7" }));
    const body = { model: MODEL, messages: [{ role: "user", content: "Failed?" }] };
    const [with_, without] = [
      await post("chat/completions", body),
      await post("chat/completions", body, {}),
    ];
    expect([with_.status, with_.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(await with_.json()).toEqual(await without.json());
    gateway.upstream.play(HELLO);
    expect((await stream("Failed?")).told).toEqual(MISS);
  });

  it("M12: embeddings", async () => {
    gateway.upstream.play(
      answering({
        object: "list",
        data: [{ object: "embedding", index: 0, embedding: [0.5, -1] }],
        model: "m",
        usage: { prompt_tokens: 2, total_tokens: 2 },
      }),
    );
    const before = asked();
    const embed = () =>
      client.embeddings
        .create(
          { model: "openai/text-embedding-3-small", input: "one", encoding_format: "float" },
          { headers: KEPT },
        )
        .withResponse();
    const [first, again] = [await embed(), await embed()];
    expect(first.data.data[0]?.embedding).toEqual([0.5, -1]);
    expect(again.data).toEqual(first.data);
    expect([toldBy(again.response.headers)[0], asked()]).toEqual(["HIT", before + 1]);
  });

  it("M12: speech, to the byte", async () => {
    const sound = Buffer.from(Int16Array.from({ length: 40_000 }, (_, at) => at).buffer);
    gateway.upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "audio/pcm" }).end(sound);
    });
    const before = asked();
    const body = { model: "openai/gpt-4o-mini-tts", input: "Hi.", voice: "alloy" };
    const speak = () => post("audio/speech", { ...body, response_format: "pcm" });
    const first = await speak();
    expect(Buffer.from(await first.arrayBuffer()).equals(sound)).toBe(true);
    const again = await speak();
    expect(Buffer.from(await again.arrayBuffer()).equals(sound)).toBe(true);
    expect(again.headers.get("cf-aig-cache-status")).toBe("HIT");
    expect(asked()).toBe(before + 1);
  });
});

describe("a kept answer on other ways", () => {
  it("M12: the binding asks for it by Cloudflare's options", async () => {
    gateway.upstream.play(HELLO);
    const call = (): Promise<Response> => fetch(`${gateway.callerUrl}/kept`);
    const [first, again] = [await call(), await call()];
    expect(await first.json()).toMatchObject({ response: "Hello there." });
    expect(await again.json()).toMatchObject({ response: "Hello there." });
    expect([toldBy(first.headers), toldBy(again.headers)]).toEqual([MISS, HIT]);
  });

  it("M13: a journalled run keeps the events of a kept answer", async () => {
    gateway.upstream.play(HELLO);
    const before = asked();
    await (await stream("Journalled?")).words();
    const run = await stream("Journalled?", { ...KEPT, "x-parley-journal": "true" });
    expect([await run.words(), run.told]).toEqual(["Hello there.", HIT]);
    const id = run.headers.get("x-parley-run-id");
    const read = async (path: string): Promise<Response> =>
      fetch(`${gateway.url}/v1/runs/${id}${path}`, {
        headers: { authorization: `Bearer ${gateway.apiKey}` },
      });
    const events = await (await read("/events?ids=false")).text();
    expect(events).toContain("Hello");
    expect(events.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(await (await read("")).json()).toMatchObject({
      state: "done",
      cache: "hit",
      model: MODEL,
      attempts: [],
    });
    expect(asked()).toBe(before + 1);
  });

  it("M13: a journalled run that asks first is metered once, with its own id", async () => {
    gateway.upstream.play(HELLO);
    const run = await stream("First?", { ...KEPT, "x-parley-journal": "true" });
    expect([await run.words(), run.told]).toEqual(["Hello there.", MISS]);
    const id = run.headers.get("x-parley-run-id") ?? "";
    const response = await fetch(`${gateway.url}/v1/runs/${id}`, {
      headers: { authorization: `Bearer ${gateway.apiKey}` },
    });
    expect(await response.json()).toMatchObject({
      cache: "miss",
      attempts: [{ runId: id, status: "ok", usage: { outputTokens: 3 } }],
    });
    expect((await stream("First?")).told).toEqual(HIT);
  });

  it("M14: what a route chose is what is kept, not the route", async () => {
    const paid = conditional("paid", { "metadata.plan": "paid" }, "gpt", "llama");
    const models = [model("gpt", MODEL), model("llama", "groq/llama-3.3-70b-versatile")];
    const elements = elementsOf(paid, ...models);
    const created = await post("routes", { name: "by-plan", elements });
    expect(created.status).toBe(201);
    gateway.upstream.play(HELLO);
    const before = asked();
    const ask = async (plan: string): Promise<(string | null)[]> => {
      const headers = { ...KEPT, "cf-aig-metadata": JSON.stringify({ plan }) };
      const { told, words } = await stream("Routed?", headers, "dynamic/by-plan");
      await words();
      return told.slice(1, 3);
    };
    expect(await ask("paid")).toEqual(["miss", MODEL]);
    expect(await ask("free")).toEqual(["miss", "groq/llama-3.3-70b-versatile"]);
    expect(await ask("paid")).toEqual(["hit", MODEL]);
    expect(await ask("other")).toEqual(["hit", "groq/llama-3.3-70b-versatile"]);
    expect(asked()).toBe(before + 2);
  });

  it("M14: what it costs is charged to its route's limits by the object that carries it out", async () => {
    const quota = limit("quota", { limitType: "cost", limit: 0.1, interval: 86_400 }, "gpt");
    const elements = elementsOf(quota, model("gpt", MODEL));
    expect((await post("routes", { name: "by-cost", elements })).status).toBe(201);
    // It reports tokens for 40 cents, far more than the route could foresee.
    const usage = { ...USAGE, prompt_tokens: 1_000_000 };
    gateway.upstream.play(streaming(sseText(chatChunks(["Hello", " there", "."], usage))));
    const { told, words } = await stream("Charged?", KEPT, "dynamic/by-cost");
    expect([told, await words()]).toEqual([MISS, "Hello there."]);
    await vi.waitFor(() =>
      expect(stream("Charged?", KEPT, "dynamic/by-cost")).rejects.toMatchObject({ status: 429 }),
    );
  });

  it("M15: guards look at what is kept, which is kept without them", async () => {
    const leak: UpstreamScript = streaming(
      sseText(chatChunks(["Write to bo", "b@mail.exa", "mple. ", "Bye."])),
    );
    gateway.upstream.play(leak);
    const guarded = { ...KEPT, "x-parley-guards": "redact-personal-data" };
    const first = await stream("Guarded?", guarded);
    expect(await first.words()).toBe("Write to [e-mail address]. Bye.");
    const plain = await stream("Guarded?");
    expect([await plain.words(), plain.told[1]]).toEqual([
      "Write to bob@mail.example. Bye.",
      "hit",
    ]);
    const again = await stream("Guarded?", guarded);
    expect([await again.words(), again.told[1]]).toEqual([
      "Write to [e-mail address]. Bye.",
      "hit",
    ]);
  });
});
