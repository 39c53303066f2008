import { describe, expect, it } from "vitest";
import { parameterError } from "./parameter-error.ts";

const SCHEMA = {
  type: "object",
  properties: {
    theme: { type: "string", enum: ["light", "dark"] },
    size: { type: ["integer", "null"] },
    names: { type: "array", items: { type: "string" } },
    inner: { type: "object", properties: { on: { type: "boolean" } }, required: ["on"] },
  },
  required: ["theme"],
  additionalProperties: false,
};

describe("parameterError", () => {
  it.each([
    [{ theme: "dark" }, undefined],
    [{ theme: "dark", size: 3, names: ["a"], inner: { on: true } }, undefined],
    [{ theme: "dark", size: null }, undefined],
    ["dark", "the input must be of type object"],
    [{}, "the input has no theme"],
    [{ theme: "pink" }, 'theme must be one of "light", "dark"'],
    [{ theme: "dark", size: 1.5 }, "size must be of type integer or null"],
    [{ theme: "dark", names: ["a", 1] }, "names[1] must be of type string"],
    [{ theme: "dark", inner: {} }, "inner has no on"],
    [{ theme: "dark", other: 1 }, "the input must not have other"],
  ])("D43: says what is wrong with %j", (value, error) => {
    expect(parameterError(value, SCHEMA)).toBe(error);
  });

  it("D43: a schema that makes no sense asks for nothing, and names of prototypes are none", () => {
    const odd = { type: "blue", properties: 7, required: "theme", items: [] };
    expect(parameterError({ a: [1] }, odd)).toBeUndefined();
    const strict = { properties: {}, additionalProperties: false };
    expect(parameterError({ toString: 1 }, strict)).toBe("the input must not have toString");
    expect(parameterError({}, { required: ["toString"] })).toBe("the input has no toString");
  });

  it("D43: looks only so deep", () => {
    const schema: Record<string, unknown> = { type: "object" };
    schema["properties"] = { deeper: schema };
    let value: unknown = {};
    for (let level = 0; level < 5_000; level++) value = { deeper: value };
    expect(parameterError(value, schema)).toBeUndefined();
  });
});
