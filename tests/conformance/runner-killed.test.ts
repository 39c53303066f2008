import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatChunks, sseText } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";
import { Listener } from "./listener.ts";
import { Speaker } from "./speaker.ts";
import { untilOnDisk } from "./until-on-disk.ts";

let gateway: GatewayServer;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const get = (path: string): Promise<Response> =>
  fetch(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${gateway.apiKey}` } });

/** Events of a chat completion that says `words`, one by one. */
const events = (...words: readonly string[]): readonly string[] =>
  sseText(chatChunks(words, { prompt_tokens: 9, completion_tokens: 3 })).split(/(?<=\n\n)/);

/** A run that has said two words of its own, which are on the disk, when workerd is killed. */
async function killed(words: readonly [string, string], headers: Record<string, string>) {
  const speaker = new Speaker(gateway.upstream);
  const asked = fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.apiKey}`, "x-parley-journal": "true", ...headers },
    body: JSON.stringify({
      model: "openai/gpt-4.1",
      messages: [{ role: "user", content: "Hi?" }],
      stream: true,
    }),
  });
  await speaker.say(
    events(...words)
      .slice(0, 3)
      .join(""),
  );
  const response = await asked;
  const reader = new Listener(response);
  await reader.until(words[1]);
  await untilOnDisk(gateway.storage, words[1]);
  await gateway.restart();
  await expect(reader.rest()).rejects.toThrow();
  const upstream = await speaker.request();
  await upstream.closed;
  return { run: `/v1/runs/${response.headers.get("x-parley-run-id")}`, seen: reader.text };
}

/** How many attempts of a run the ledger has, by their status. */
async function recorded(run: string): Promise<unknown> {
  const { groups } = (await (await get("/v1/spend?group_by=run,status")).json()) as {
    groups: { key: { run: string; status: string }; attempts: number; estimated: number }[];
  };
  return groups
    .filter(({ key }) => run.endsWith(`/${key.run}`))
    .map(({ key, attempts, estimated }) => [key.status, attempts, estimated])
    .toSorted();
}

describe("workerd, killed while a run streams", () => {
  it("R20, R21, R24: what came is there, to the letter, and the run ends as interrupted", async () => {
    const { run, seen } = await killed(["Alpha", " bravo"], {});
    const before = gateway.upstream.requests.length;
    const whole = await (await get(`${run}/events?ids=false`)).text();
    expect(whole.startsWith(seen)).toBe(true);
    expect(whole.slice(seen.length)).toMatch(/^data: {"error":{"message":"The run was interrupted/);
    expect(await (await get(run)).json()).toMatchObject({
      state: "interrupted",
      usageEstimated: true,
      attempts: [{ provider: "openai", status: "failed", usageEstimated: true }],
    });
    expect(gateway.upstream.requests.length).toBe(before);
    await expect.poll(() => recorded(run)).toEqual([["failed", 1, 1]]);
  });

  it("R20, R22, R24: with the policy continue it goes on in the same answer", async () => {
    const { run, seen } = await killed(["Charlie", " delta"], { "x-parley-on-break": "continue" });
    const next = new Speaker(gateway.upstream);
    const reader = new Listener(await get(`${run}/events?ids=false`));
    const { body } = await next.request();
    expect(JSON.stringify(JSON.parse(String(body)))).toContain("Charlie delta");
    await next.say(events(" echo.").join(""));
    next.end();
    const whole = await reader.rest();
    expect(whole.startsWith(seen)).toBe(true);
    expect(whole.slice(seen.length)).toContain('"content":" echo."');
    expect(whole.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(whole.match(/"role":"assistant"/g)).toHaveLength(1);
    expect(await (await get(run)).json()).toMatchObject({
      state: "done",
      usageEstimated: true,
      attempts: [
        { attempt: 0, status: "failed", usageEstimated: true },
        { attempt: 1, kind: "continuation", status: "ok", usage: { outputTokens: 3 } },
      ],
    });
    expect(await (await get(`${run}/events?ids=false`)).text()).toBe(whole);
    await expect
      .poll(() => recorded(run))
      .toEqual([
        ["failed", 1, 1],
        ["ok", 1, 0],
      ]);
  });
});
