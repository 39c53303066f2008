import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatChunks, sseText } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";
import { Listener } from "./listener.ts";
import { Speaker } from "./speaker.ts";

let gateway: GatewayServer;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const EVENTS = sseText(chatChunks(["Hello", " there", "."], { prompt_tokens: 9 }))
  .split(/(?<=\n\n)/)
  .filter((event) => event !== "");

async function ask(headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.apiKey}`, "x-parley-journal": "true", ...headers },
    body: JSON.stringify({
      model: "openai/gpt-4.1",
      messages: [{ role: "user", content: "Hi?" }],
      stream: true,
    }),
  });
}

async function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${gateway.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${gateway.apiKey}` },
  });
}

function runOf(response: Response): string {
  return `/v1/runs/${response.headers.get("x-parley-run-id")}`;
}

describe.each([
  ["the native lane", {}],
  ["the engine", { "x-parley-on-break": "continue" }],
])("a run over TCP, by %s", (lane, headers: Record<string, string>) => {
  it("R16: who asked may leave; who reads along has each event at once, and then again", async () => {
    const speaker = new Speaker(gateway.upstream);
    const asked = ask(headers);
    await speaker.say(EVENTS.slice(0, 2).join(""));
    const response = await asked;
    const first = new Listener(response);
    await first.until("Hello");
    const second = new Listener(await get(`${runOf(response)}/events?from=0&ids=false`));
    await second.until("Hello");
    await first.drop();
    await speaker.say(EVENTS[2] ?? "");
    await second.until(" there");
    await speaker.say(EVENTS.slice(3).join(""));
    speaker.end();
    const whole = await second.rest();
    expect(whole.startsWith(first.text)).toBe(true);
    expect(whole).toContain("[DONE]");
    expect(whole === EVENTS.join("")).toBe(lane === "the native lane");
    const again = await get(`${runOf(response)}/events?ids=false`);
    expect(await again.text()).toBe(whole);
    expect(await (await get(runOf(response))).json()).toMatchObject({ state: "done" });
  });

  it("R6: cancelling closes the connection upstream, and the caller is told", async () => {
    const speaker = new Speaker(gateway.upstream);
    const asked = ask(headers);
    await speaker.say(EVENTS.slice(0, 2).join(""));
    const response = await asked;
    const reader = new Listener(response);
    await reader.until("Hello");
    const state = await get(runOf(response), { method: "DELETE" });
    expect(await state.json()).toMatchObject({ state: "cancelled" });
    expect(await reader.rest()).toContain('"code":"aborted"');
    await (
      await speaker.request()
    ).closed;
    const again = await get(`${runOf(response)}/events?ids=false`);
    expect(await again.text()).toBe(reader.text);
  });

  it("R8: an upstream that breaks off ends the stream with the format's error", async () => {
    const speaker = new Speaker(gateway.upstream);
    // Another model would go on with the engine's answer, and is refused here.
    const asked = ask({ ...headers, "x-parley-fallback": "false", "cf-aig-max-attempts": "1" });
    await speaker.say(EVENTS.slice(0, 2).join(""));
    const response = await asked;
    const reader = new Listener(response);
    await reader.until("Hello");
    gateway.upstream.play((_, refused) => void refused.writeHead(401).end());
    speaker.end();
    expect(await reader.rest()).toContain('{"error":{');
    const again = await get(`${runOf(response)}/events?ids=false`);
    expect(await again.text()).toBe(reader.text);
  });
});
