import { expect, it } from "vitest";
import { progressBar, progressLine } from "./progress-bar.ts";

const at = (bytes: number) => ({ title: "voice", bytes, total: 100e6 });

it("draws a bar with percent and megabytes", () => {
  expect(progressBar(at(50e6))).toBe(
    `${"█".repeat(12)}${"░".repeat(12)}  50 %  50 of 100 MB  voice`,
  );
});

it("prints a line for each tenth only", () => {
  expect(progressLine(undefined, at(0))).toBe("Fetching the voice: 0 % of 100 MB");
  expect(progressLine(at(11e6), at(19e6))).toBeUndefined();
  expect(progressLine(at(19e6), at(20e6))).toBe("Fetching the voice: 20 % of 100 MB");
});
