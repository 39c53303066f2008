import OpenAI from "openai";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { failing } from "../fixtures/scripted-upstream.ts";
import { chatChunks, endless, sseText, streaming } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: OpenAI;
beforeAll(async () => {
  gateway = await startGateway();
  client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});
afterAll(() => gateway.close());

const USAGE = {
  prompt_tokens: 21,
  completion_tokens: 3,
  total_tokens: 24,
  prompt_tokens_details: { cached_tokens: 4 },
};

/** Asks on the native lane, and reads so many events. */
async function ask(metadata: object, events = Infinity): Promise<void> {
  const stream = await client.chat.completions.create(
    { model: "openai/gpt-4.1-mini", messages: [{ role: "user", content: "Hi?" }], stream: true },
    { headers: { "cf-aig-metadata": JSON.stringify(metadata), "x-parley-fallback": "false" } },
  );
  let read = 0;
  for await (const _ of stream) if (++read >= events) break;
}

/** What the ledger has of a case. */
async function spent(name: string): Promise<Record<string, unknown> | undefined> {
  const response = await fetch(`${gateway.url}/v1/spend?group_by=metadata.case,status`, {
    headers: { authorization: `Bearer ${gateway.apiKey}` },
  });
  const { groups } = (await response.json()) as { groups: { key: Record<string, string> }[] };
  return groups.find(({ key }) => Object.values(key).includes(name));
}

it("F18: a native answer leaves its record, with what the provider told", async () => {
  gateway.upstream.play(streaming(sseText(chatChunks(["Hello", "."], USAGE))));
  await ask({ case: "told" });
  await vi.waitFor(async () =>
    expect(await spent("told")).toMatchObject({
      attempts: 1,
      estimated: 0,
      inputTokens: 21,
      cachedTokens: 4,
      outputTokens: 3,
    }),
  );
});

it("F18: and with an estimate where it told nothing", async () => {
  gateway.upstream.play(streaming(sseText(chatChunks(["Hello", " there", "."]))));
  await ask({ case: "untold" });
  await vi.waitFor(async () =>
    expect(await spent("untold")).toMatchObject({ attempts: 1, estimated: 1 }),
  );
});

it("F14, F18: a native answer that its caller left is recorded as cancelled", async () => {
  const events = chatChunks(["Hello"]);
  gateway.upstream.play(endless(sseText(events.slice(0, 2)), sseText([events[1] ?? ""])));
  await ask({ case: "left" }, 2);
  await vi.waitFor(async () =>
    expect(await spent("left")).toMatchObject({ attempts: 1, key: { status: "cancelled" } }),
  );
});

it("F18: retries of a native call are recorded too", async () => {
  let calls = 0;
  gateway.upstream.play((request, response) =>
    ++calls === 1
      ? failing(500)(request, response)
      : streaming(sseText(chatChunks(["Hello"], USAGE)))(request, response),
  );
  await ask({ case: "again" });
  expect(calls).toBe(2);
  await vi.waitFor(async () => expect(await spent("again")).toMatchObject({ attempts: 1 }));
});
