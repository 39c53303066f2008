import { expect, it } from "vitest";
import { sessionImageUrl } from "./session-image.ts";

const ORIGIN = "https://parley.example";

it("P17: names an image of this session", () => {
  expect(sessionImageUrl("/v1/sessions/s1/images/3", "s1", ORIGIN)?.href).toBe(
    "https://parley.example/v1/sessions/s1/images/3",
  );
});

it.each([
  "https://elsewhere.example/v1/sessions/s1/images/3",
  "//elsewhere.example/v1/sessions/s1/images/3",
  "/v1/sessions/s2/images/3",
  "/v1/sessions/s1/images/../../s2/messages",
  "/v1/sessions/s1/messages",
  "javascript:alert(1)",
  "data:image/png;base64,AAAA",
  "https://parley.example:8443/v1/sessions/s1/images/3",
  "http://",
])("P17: the secret does not go to %s", (path) => {
  expect(sessionImageUrl(path, "s1", ORIGIN)).toBeUndefined();
});
