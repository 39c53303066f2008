import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppError } from "../../shared/errors/app-error.ts";
import { collect, providerAnswer } from "../../tests/fixtures/provider-answers.ts";
import type { ScriptedUpstream } from "../../tests/fixtures/scripted-upstream.ts";
import { failing, inPieces, startUpstream } from "../../tests/fixtures/scripted-upstream.ts";
import { createGateway } from "./gateway.ts";
import type { GatewayLimits } from "./limits.ts";
import { GATEWAY_LIMITS } from "./limits.ts";
import type { Run, TaskEvent } from "./run-types.ts";

const KEY = "sk-very-secret";
const TEXT = providerAnswer("chat-text.sse");

let upstream: ScriptedUpstream;

beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

function start(
  options: { limits?: Partial<GatewayLimits>; signal?: AbortSignal; url?: string } = {},
): Run<"text"> {
  const gateway = createGateway(
    { PARLEY_COMPATIBLE_URL: options.url ?? upstream.url, PARLEY_COMPATIBLE_KEY: KEY },
    { limits: { ...GATEWAY_LIMITS, ...options.limits } },
  );
  return gateway.run({
    task: "text",
    model: "compatible/tiny",
    input: { messages: [{ role: "user", text: "Hello" }] },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/** What a run says until it fails, and how it fails. */
async function failure(
  run: Run<"text">,
): Promise<{ events: TaskEvent["text"][]; error: AppError }> {
  const events: TaskEvent["text"][] = [];
  try {
    for await (const event of run) events.push(event);
  } catch (thrown) {
    return { events, error: thrown as AppError };
  }
  throw new Error("The run did not fail.");
}

const chunk = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

describe("failures", () => {
  it.each([
    [400, "model_failed", false],
    [401, "model_unavailable", false],
    [402, "model_unavailable", false],
    [403, "model_unavailable", false],
    [404, "model_unavailable", false],
    [408, "rate_limited", true],
    [413, "too_large", false],
    [422, "model_failed", false],
    [429, "rate_limited", true],
    [500, "model_failed", true],
    [503, "model_failed", true],
    [529, "model_failed", true],
  ])("G11, G13: status %i is %s", async (status, code, retryable) => {
    upstream.play(failing(status));
    const { events, error } = await failure(start());
    expect(events).toEqual([]);
    expect([error.code, error.retryable, error.provider]).toEqual([code, retryable, "compatible"]);
    expect(error.message).not.toMatch(/secret|upstream text/);
    expect(error.message).toContain("compatible");
  });

  it("G11: hands on how long to wait", async () => {
    upstream.play(failing(429, { "retry-after": "7" }));
    expect((await failure(start())).error.retryAfter).toBe(7);
  });

  it("G11: does not follow redirects, which would hand on the key", async () => {
    upstream.play(failing(307, { location: `${upstream.url}/elsewhere` }));
    expect((await failure(start())).error.code).toBe("model_failed");
    expect(upstream.requests).toHaveLength(1);
  });

  it("G12: no connection", async () => {
    const gone = await startUpstream();
    await gone.close();
    const { error } = await failure(start({ url: gone.url }));
    expect([error.code, error.retryable]).toEqual(["model_unavailable", true]);
  });

  it("G9: an answer without an end", async () => {
    upstream.play(inPieces(chunk("Half an"), "text/event-stream", 9));
    const { events, error } = await failure(start());
    expect(events).toEqual([{ type: "text", text: "Half an" }]);
    expect(error.code).toBe("model_failed");
  });

  it("G9: an answer whose connection breaks", async () => {
    upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chunk("Half an"), () => response.destroy());
    });
    const { error } = await failure(start());
    expect(error.code).toBe("model_failed");
  });

  it("G9: an error inside the answer", async () => {
    const broken = `data: ${JSON.stringify({ error: { message: "secret", code: 500 } })}\n\n`;
    upstream.play(inPieces(chunk("Half") + broken, "text/event-stream", 50));
    const { events, error } = await failure(start());
    expect(events).toHaveLength(1);
    expect([error.code, error.message.includes("secret")]).toEqual(["model_failed", false]);
  });

  it.each([
    ["a page", "<html><body>Welcome</body></html>", "text/html"],
    ["JSON that is no stream", '{"ok":true}', "application/json"],
    ["text as data", "data: hello there\n\n", "text/event-stream"],
    ["another object", 'data: {"hello":"there"}\n\n', "text/event-stream"],
    ["nothing", "", "text/event-stream"],
    ["bytes", "\u0000\u0001\u0002data: \u0003", "application/octet-stream"],
  ])("G10: %s is no answer", async (_, body, type) => {
    upstream.play(inPieces(body, type, 16));
    expect((await failure(start())).error.code).toBe("model_failed");
  });

  it("G26: an event without an end", async () => {
    upstream.play(inPieces(`data: ${"x".repeat(5_000)}`, "text/event-stream", 1_000));
    const { error } = await failure(start({ limits: { eventLength: 2_000 } }));
    expect(error.code).toBe("model_failed");
  });

  it("G26: a tool call without an end", async () => {
    const part = (index: number): string =>
      `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [{ index, id: `c${index}`, function: { name: "f", arguments: "x".repeat(60) } }] } }] })}\n\n`;
    upstream.play(inPieces(part(0) + part(0), "text/event-stream", 1_000));
    const long = await failure(start({ limits: { toolInputLength: 100 } }));
    expect(long.error.code).toBe("model_failed");
    upstream.play(inPieces(part(0) + part(1) + part(2), "text/event-stream", 1_000));
    const many = await failure(start({ limits: { toolCalls: 2 } }));
    expect(many.error.code).toBe("model_failed");
  });
});

describe("time and cancelling", () => {
  const soon = { ...GATEWAY_LIMITS.firstEventMs, text: 40 };

  it("G14: no answer in time, and upstream is told", async () => {
    upstream.play(() => undefined);
    const { error } = await failure(start({ limits: { firstEventMs: soon } }));
    expect([error.code, error.provider, error.retryable]).toEqual(["timeout", "compatible", true]);
    await upstream.requests[0]?.closed;
  });

  it("G14: headers alone are no answer", async () => {
    upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": wait\n\n");
    });
    const { error } = await failure(start({ limits: { firstEventMs: soon } }));
    expect(error.code).toBe("timeout");
    await upstream.requests[0]?.closed;
  });

  it("G15: an answer that stalls", async () => {
    upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chunk("Well,"));
    });
    const { events, error } = await failure(start({ limits: { stallMs: 40 } }));
    expect(events).toEqual([{ type: "text", text: "Well," }]);
    expect(error.code).toBe("timeout");
    await upstream.requests[0]?.closed;
  });

  it("G16: aborted before it began", async () => {
    const { error } = await failure(start({ signal: AbortSignal.abort() }));
    expect(error.code).toBe("aborted");
    expect(upstream.requests).toHaveLength(0);
  });

  it("G16: aborted while waiting for the first word", async () => {
    const control = new AbortController();
    upstream.play(() => control.abort());
    const { error } = await failure(start({ signal: control.signal }));
    expect(error.code).toBe("aborted");
    await upstream.requests[0]?.closed;
  });

  it("G16: aborted in the middle, for a reason of the caller's own", async () => {
    const control = new AbortController();
    upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chunk("Well,"));
    });
    const run = start({ signal: control.signal });
    const events: TaskEvent["text"][] = [];
    const reading = (async () => {
      for await (const event of run) {
        events.push(event);
        control.abort("the user interrupts");
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "aborted" });
    expect(events).toHaveLength(1);
    await upstream.requests[0]?.closed;
  });

  it("G17: a reader that stops closes the connection", async () => {
    upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chunk("Well,"));
    });
    for await (const event of start()) {
      expect(event).toEqual({ type: "text", text: "Well," });
      break;
    }
    await upstream.requests[0]?.closed;
  });

  it("leaves nothing running behind a complete answer", async () => {
    upstream.play(inPieces(TEXT, "text/event-stream", 64));
    const control = new AbortController();
    const events = await collect(start({ signal: control.signal }));
    expect(events.at(-1)).toMatchObject({ type: "finish" });
    control.abort();
  });
});
