import { describe, expect, it } from "vitest";
import { tally, total } from "./tally.ts";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe("tally", () => {
  it("counts tests", () => {
    const testResults = [file("passed", "passed", "passed"), file("failed", "passed", "failed")];
    expect(tally({ numPassedTests: 3, numFailedTests: 1, testResults })).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  it("counts a file that could not be loaded, or whose hook failed", () => {
    const testResults = [file("failed"), file("failed", "passed")];
    expect(tally({ numPassedTests: 1, numFailedTests: 0, testResults }).failed).toBe(2);
  });

  it("counts a missing report as a failure", () => {
    expect(tally(undefined)).toEqual({ passed: 0, failed: 1 });
  });
});

it("sums runs", () => {
  expect(
    total([
      { passed: 1, failed: 2 },
      { passed: 3, failed: 0 },
    ]),
  ).toEqual({ passed: 4, failed: 2 });
});
