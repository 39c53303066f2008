import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import { claimPort, freePort } from "./port.ts";

let server: Server | undefined;
afterEach(() => server?.close());

async function take(host: string): Promise<number> {
  server = createServer();
  await new Promise<void>((resolve) => server?.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

it("refuses a port that is taken, in a sentence with another one to try", async () => {
  const port = await take("127.0.0.1");
  await expect(claimPort(port, "npm start -- --port")).rejects.toThrow(
    new RegExp(`^Port ${port} is taken .* npm start -- --port \\d+$`),
  );
});

it("gives a free port for 0, and the wanted one when it is free", async () => {
  const port = await claimPort(0, "--port");
  expect(port).toBeGreaterThan(0);
  expect(await claimPort(port, "--port")).toBe(port);
});

it("takes another port where any will do", async () => {
  const port = await take("127.0.0.1");
  expect(await freePort(port)).not.toBe(port);
});
