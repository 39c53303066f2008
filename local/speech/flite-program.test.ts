import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { decodeWav } from "../../shared/audio/wav.ts";
import { FliteProgram } from "./flite-program.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-test-"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it("L39: flite leaves nothing in the temporary folder, calls at once don't mix", async () => {
  const flite = await FliteProgram.load();
  const speak = async (text: string): Promise<number> =>
    decodeWav(await flite.speak(text, "rms", 1)).samples.length;
  const [long, short, phones] = await Promise.all([
    speak("This is a rather long sentence."),
    speak("Short."),
    flite.phones("hello"),
  ]);
  expect(long).toBeGreaterThan(short * 2);
  expect(phones.length).toBeGreaterThan(2);
  expect(await readdir(folder)).toEqual([]);
});

it("L39: what a killed thread left is removed by the next one, after an hour", async () => {
  const left = (name: string): string => join(folder, `parley-flite-${name}`);
  for (const name of ["old", "new"]) await mkdir(left(name));
  const old = new Date(Date.now() - 2 * 3_600_000);
  await utimes(left("old"), old, old);
  await FliteProgram.load();
  expect(await readdir(folder)).toEqual(["parley-flite-new"]);
});
