import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lockData } from "./data-lock.ts";

let folder = "";
let server: Server;
let port = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-lock-"));
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

it("keeps a second product out of the folder while the first one answers", async () => {
  const unlock = await lockData(folder, port);
  await expect(lockData(folder, 9)).rejects.toThrow(`already running, at http://localhost:${port}`);
  await unlock();
  await expect(lockData(folder, 9)).resolves.toBeTypeOf("function");
});

it("takes over from one that was killed", async () => {
  await lockData(folder, port);
  await new Promise((resolve) => server.close(resolve));
  await expect(lockData(folder, 9)).resolves.toBeTypeOf("function");
});

it("takes over a mark that was cut off", async () => {
  await writeFile(join(folder, "in-use.json"), '{"pid":1,');
  await expect(lockData(folder, 9)).resolves.toBeTypeOf("function");
});
