import { expect, it } from "vitest";
import { deviceError, knownDeviceError } from "./device-error.ts";

it.each([
  ["NotAllowedError", "blocked"],
  ["NotReadableError", "already-in-use"],
  ["NotFoundError", "not-found"],
  ["OverconstrainedError", "invalid-constraints"],
  ["NotSupportedError", "not-supported"],
  ["SomethingNewError", "unknown"],
  ["constructor", "unknown"],
])("a %s becomes the reason %s, with the cause", (name, reason) => {
  const cause = { name };
  expect(deviceError(cause)).toMatchObject({
    code: "microphone_failed",
    stage: "microphone",
    reason,
    cause,
  });
});

it("nothing that is thrown is lost", () => {
  expect(deviceError(undefined)).toMatchObject({ reason: "unknown" });
  expect(deviceError("x")).toMatchObject({ reason: "unknown", cause: "x" });
  const known = knownDeviceError("not-found");
  expect(deviceError(known)).toBe(known);
});

it("C38: a camera's failure names the camera; a screen that nobody chose is no blocked device", () => {
  expect(deviceError({ name: "NotAllowedError" }, "camera")).toMatchObject({
    code: "camera_failed",
    stage: "camera",
    reason: "blocked",
  });
  expect(deviceError({ name: "NotReadableError" }, "camera").message).toContain("camera");
  expect(deviceError({ name: "NotAllowedError" }, "screen").message).toBe("No screen was shared.");
});
