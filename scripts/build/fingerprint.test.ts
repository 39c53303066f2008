import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fingerprint } from "./fingerprint.ts";

let root = "";
const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
const now = (): string => fingerprint({ globs: ["src/**"], exclude: ["**/*.test.ts"] }, root);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "parley-fingerprint-"));
  mkdirSync(join(root, "src", "deep"), { recursive: true });
  write("src/a.ts", "a");
  write("src/deep/b.ts", "b");
});
afterEach(() => rmSync(root, { recursive: true }));

it("stays when nothing has changed, whatever the times say", () => {
  const before = now();
  write("src/a.ts", "a");
  expect(now()).toBe(before);
});

it("changes with a content, a name and a new file, but not with what is excluded", () => {
  const first = now();
  write("src/deep/b.ts", "B");
  const second = now();
  expect(second).not.toBe(first);
  write("src/deep/c.ts", "");
  const third = now();
  expect(third).not.toBe(second);
  write("src/deep/c.test.ts", "");
  write("other.ts", "");
  expect(now()).toBe(third);
});
