import { EventEmitter, once } from "node:events";
import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createApp } from "./app.ts";
import type { Handler, JsonHandler } from "./handler.ts";
import type { Listening } from "./listen.ts";
import { listen } from "./listen.ts";
import type { ModelHealth, ModelPart } from "./model-part.ts";
import { readBytes } from "./read-body.ts";

let server: Listening | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

function part(health: ModelHealth): ModelPart {
  return {
    models: [{ id: "m", task: "text", licence: "MIT", languages: ["en"] }],
    start: () => Promise.resolve(),
    health: () => ({ m: health }),
    close: () => Promise.resolve(),
  };
}

interface Given {
  readonly routes?: Record<string, Handler>;
  readonly parts?: ModelPart[];
  readonly chat?: Map<string, JsonHandler>;
  readonly key?: string;
}

async function serve({ routes = {}, parts = [], chat = new Map(), key }: Given): Promise<string> {
  const app = createApp({ routes, parts, chat, ...(key === undefined ? {} : { key }) });
  server = await listen(app, 0);
  return server.url;
}

describe("the HTTP server", () => {
  it("L1: listens on the loopback address", async () => {
    expect(await serve({})).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("L2: asks for the key everywhere but at /health", async () => {
    const url = await serve({ key: "secret", parts: [part({ task: "text", state: "ready" })] });
    const get = (path: string, authorization?: string): Promise<Response> =>
      fetch(url + path, authorization === undefined ? {} : { headers: { authorization } });
    expect((await get("/health")).status).toBe(200);
    expect((await get("/v1/models")).status).toBe(401);
    expect((await get("/v1/models", "Bearer secret!")).status).toBe(401);
    expect((await get("/nowhere", "Basic secret")).status).toBe(401);
    expect((await get("/v1/models", "Bearer secret")).status).toBe(200);
  });

  it.each([
    ["ready", 200, "ok"],
    ["idle", 200, "ok"],
    ["loading", 503, "loading"],
    ["failed", 503, "failed"],
  ] as const)("L3: a model that is %s makes /health %i %s", async (state, status, word) => {
    const url = await serve({
      parts: [part({ task: "text", state: "ready" }), part({ task: "text", state })],
    });
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      status: word,
      models: { m: { task: "text", state } },
      rssMb: expect.any(Number) as number,
    });
  });

  it("L4: lists models in OpenAI's format", async () => {
    const url = await serve({ parts: [part({ task: "text", state: "ready" })] });
    expect(await (await fetch(`${url}/v1/models`)).json()).toEqual({
      object: "list",
      data: [
        {
          id: "m",
          object: "model",
          created: 0,
          owned_by: "parley",
          task: "text",
          licence: "MIT",
          languages: ["en"],
        },
      ],
    });
  });

  it("L5: unknown addresses and methods", async () => {
    const url = await serve({});
    expect((await fetch(`${url}/v2`)).status).toBe(404);
    const wrong = await fetch(`${url}/v1/models`, { method: "DELETE" });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("GET");
  });

  it("L6: an unexpected error says nothing about the inside", async () => {
    const url = await serve({
      routes: { "GET /boom": () => Promise.reject(new Error("/secret/path failed")) },
    });
    const response = await fetch(`${url}/boom`);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain("secret");
    expect(JSON.parse(text)).toEqual({
      error: {
        message: "The model failed on this request.",
        type: "server_error",
        param: null,
        code: "model_failed",
      },
    });
  });

  it("L7: a body that is too large is 413 and the connection lives on", async () => {
    const url = await serve({
      routes: {
        "POST /in": async (request) => Response.json((await readBytes(request, 1000)).length),
      },
    });
    const declared = await fetch(`${url}/in`, { method: "POST", body: "x".repeat(3_000_000) });
    expect(declared.status).toBe(413);
    await declared.text();
    const streamed = await fetch(`${url}/in`, {
      method: "POST",
      body: new Blob(["x".repeat(2000)]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(streamed.status).toBe(413);
    const fits = await fetch(`${url}/in`, { method: "POST", body: "x".repeat(1000) });
    expect(await fits.json()).toBe(1000);
  });

  it("L8: a chat goes to the model it names, without a name to the first", async () => {
    const answer =
      (name: string): JsonHandler =>
      () =>
        Promise.resolve(Response.json(name));
    const url = await serve({
      chat: new Map([
        ["a", answer("a")],
        ["b", answer("b")],
      ]),
    });
    const ask = (body: unknown): Promise<Response> =>
      fetch(`${url}/v1/chat/completions`, { method: "POST", body: JSON.stringify(body) });
    expect(await (await ask({ model: "b" })).json()).toBe("b");
    expect(await (await ask({})).json()).toBe("a");
    const unknown = await ask({ model: "c" });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      error: { param: "model", code: "model_not_found" },
    });
    expect((await ask([1])).status).toBe(400);
  });

  it("L10: a client that goes away aborts the handler and cancels the body", async () => {
    const seen = new EventEmitter();
    const cancelled = once(seen, "cancelled");
    const aborted = once(seen, "aborted");
    const url = await serve({
      routes: {
        "GET /slow": (_request, signal) => {
          signal.addEventListener("abort", () =>
            seen.emit("aborted", (signal.reason as DOMException).name),
          );
          const body = new ReadableStream<Uint8Array>({
            start: (controller) => controller.enqueue(new Uint8Array(10)),
            cancel: () => void seen.emit("cancelled"),
          });
          return Promise.resolve(new Response(body));
        },
      },
    });
    const outgoing = httpRequest(`${url}/slow`).end();
    const [response] = (await once(outgoing, "response")) as [NodeJS.ReadableStream];
    await once(response, "data");
    outgoing.on("error", () => undefined).destroy();
    expect(await aborted).toEqual(["AbortError"]);
    await cancelled;
  });

  it("L10: an answer that breaks off is not a whole one for the client", async () => {
    const url = await serve({
      routes: {
        "GET /half": () => {
          let pulls = 0;
          const body = new ReadableStream<Uint8Array>({
            pull(controller) {
              if (++pulls === 1) controller.enqueue(new Uint8Array(10));
              else controller.error(new Error("broken"));
            },
          });
          return Promise.resolve(new Response(body));
        },
      },
    });
    const response = await fetch(`${url}/half`);
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });
});
