import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SERVER = fileURLToPath(new URL("./server.ts", import.meta.url));

async function run(env: Record<string, string>): Promise<{ code: number; errors: string }> {
  const child = spawn(process.execPath, [SERVER], { env: { ...process.env, ...env } });
  const errors = text(child.stderr);
  const [code] = (await once(child, "exit")) as [number];
  return { code, errors: await errors };
}

it("L1: a taken port is one sentence that names the variable", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  try {
    expect(await run({ PARLEY_LOCAL_PORT: String(port) })).toEqual({
      code: 1,
      errors: `Port ${port} is taken. Set PARLEY_LOCAL_PORT to another one.\n`,
    });
  } finally {
    other.close();
  }
});

it("L1: a port that is no number is one sentence, too", async () => {
  expect(await run({ PARLEY_LOCAL_PORT: "eighty" })).toEqual({
    code: 1,
    errors: "PARLEY_LOCAL_PORT has to be a port number.\n",
  });
});
