import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { waitForHealth } from "./health.ts";

let server: Server;
let url = "";
let answers: { status: number; body: string }[] = [];
beforeEach(async () => {
  server = createServer((_, response) => {
    const next = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(next?.status ?? 500).end(next?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
});
afterEach(() => server.close());

it("shows what is answered on the way, and returns the first 200", async () => {
  answers = [
    { status: 502, body: "not JSON yet" },
    { status: 503, body: '{"status":"loading"}' },
    { status: 200, body: '{"status":"ok"}' },
  ];
  const seen: unknown[] = [];
  const never = new AbortController().signal;
  expect(await waitForHealth(url, never, (body) => seen.push(body))).toEqual({ status: "ok" });
  expect(seen).toEqual([{ status: "loading" }]);
});

it("ends with nothing when it is told to", async () => {
  answers = [{ status: 503, body: "{}" }];
  const stop = new AbortController();
  expect(await waitForHealth(url, stop.signal, () => stop.abort())).toBeUndefined();
});
