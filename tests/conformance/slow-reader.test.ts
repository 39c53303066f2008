import { request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatChunks, messageEvents, sseText } from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const MIB = 1024 * 1024;
/** A writer that is not asked to go on for so long is held up, in milliseconds. */
const HELD_UP_MS = 1_000;
/** What may wait altogether: the buffers of four sockets and our own. */
const WAITING_BYTES = 24 * MIB;

/** Writes `more` as fast as it is taken, and tells how much was when nothing is taken any more. */
function flood(response: ServerResponse, first: string, more: string): Promise<number> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(first);
  let written = 0;
  return new Promise((resolve) => {
    const write = (): void => {
      do written += more.length;
      while (response.write(more) && written < 4 * WAITING_BYTES);
      const heldUp = setTimeout(() => resolve(written), HELD_UP_MS);
      response.once("drain", () => {
        clearTimeout(heldUp);
        write();
      });
    };
    write();
  });
}

/** Asks and reads nothing of the answer. */
function askAndWait(body: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" },
    });
    call.on("response", (response) => resolve(response.pause()));
    call.on("error", reject);
    call.end(JSON.stringify(body));
  });
}

describe.each(["openai/gpt-4.1-mini", "anthropic/claude-haiku-4-5"])("a caller of %s", (model) => {
  it("F14: who doesn't read holds upstream up, and what waits is bounded", async () => {
    const text = "word ".repeat(800);
    let held: Promise<number> | undefined;
    gateway.upstream.play((_, response) => {
      held = model.startsWith("openai")
        ? flood(
            response,
            sseText(chatChunks([]).slice(0, 1)),
            sseText([chatChunks([text])[1] ?? ""]),
          )
        : flood(
            response,
            sseText(messageEvents([]).slice(0, 2), true),
            sseText([messageEvents([text])[2] ?? ""], true),
          );
    });
    const response = await askAndWait({
      model,
      stream: true,
      messages: [{ role: "user", content: "Hi?" }],
    });
    expect(response.statusCode).toBe(200);
    expect(await held).toBeLessThan(WAITING_BYTES);
    response.destroy();
  });
});
