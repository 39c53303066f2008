import { expect, it } from "vitest";
import { toolWords } from "./tool-words.ts";

it("P11: puts a call into one line", () => {
  expect(
    toolWords({
      name: "convert_units",
      state: "output-available",
      input: { amount: 5, fromUnit: "mile" },
      output: { amount: 8.05, unit: "kilometre" },
    }),
  ).toEqual({
    name: "convert units",
    input: "amount 5, from unit mile",
    output: "amount 8.05, unit kilometre",
  });
});

it("P11: says that a tool is at work, or has failed", () => {
  const call = { name: "clock", input: {} };
  expect(toolWords({ ...call, state: "input-available" })).toMatchObject({
    input: "",
    output: "working…",
  });
  expect(toolWords({ ...call, state: "output-error", output: "no such place" }).output).toBe(
    "failed: no such place",
  );
});

it("P11: shortens what is long, and keeps it on one line", () => {
  const { output } = toolWords({
    name: "clock",
    state: "output-available",
    input: null,
    output: `first\nsecond ${"x".repeat(200)}`,
  });
  expect(output).toHaveLength(80);
  expect(output.startsWith("first second xxx")).toBe(true);
  expect(output.endsWith("…")).toBe(true);
});

it("P11: writes nested values as JSON", () => {
  const { input } = toolWords({ name: "a", state: "input-available", input: { of: [1, 2] } });
  expect(input).toBe('{"of":[1,2]}');
});
