import { describe, expect, it } from "vitest";
import { requestOptions } from "./run-options.ts";

describe("options in headers", () => {
  it("F15: reads Cloudflare's and our own", () => {
    const headers = new Headers({
      "cf-aig-cache-ttl": "60",
      "cf-aig-cache-key": "k",
      "cf-aig-skip-cache": "false",
      "cf-aig-request-timeout": "5000",
      "cf-aig-max-attempts": "3",
      "cf-aig-metadata": '{"team":"AI","user":12}',
      "x-parley-metadata": '{"paid":true}',
      "x-parley-fallback": "false",
      "x-parley-hedge": "true",
      "x-parley-on-break": "error",
      "x-parley-order": "cost",
      "x-parley-first-token-ms": "800",
      "x-parley-journal": "true",
      "x-parley-guards": "a, b",
    });
    expect(requestOptions(headers)).toEqual({
      options: {
        cache: { ttlSeconds: 60, key: "k", skip: false },
        timeoutMs: 5000,
        attempts: 3,
        firstTokenMs: 800,
        fallback: false,
        hedge: true,
        journal: true,
        onBreak: "error",
        order: "cost",
        guards: ["a", "b"],
      },
      metadata: { team: "AI", user: 12, paid: true },
    });
  });

  it("F15: nothing is set where nothing is said", () => {
    expect(requestOptions(new Headers())).toEqual({ options: {}, metadata: {} });
  });

  it("F15: not to skip the cache doesn't ask for it, nor does an empty key", () => {
    const asked = (headers: Record<string, string>): unknown =>
      requestOptions(new Headers(headers)).options.cache;
    expect(asked({ "cf-aig-skip-cache": "false", "cf-aig-cache-key": "" })).toBeUndefined();
    expect(asked({ "cf-aig-skip-cache": "true" })).toEqual({ skip: true });
  });

  it.each([
    ["cf-aig-cache-ttl", "-1"],
    ["cf-aig-cache-ttl", "9999999"],
    ["cf-aig-request-timeout", "soon"],
    ["cf-aig-max-attempts", "6"],
    ["cf-aig-skip-cache", "maybe"],
    ["cf-aig-metadata", "{"],
    ["cf-aig-metadata", "[]"],
    ["cf-aig-metadata", '{"deep":{}}'],
    ["x-parley-metadata", JSON.stringify({ long: "x".repeat(9000) })],
    [
      "x-parley-metadata",
      JSON.stringify(Object.fromEntries(Array.from({ length: 65 }, (_, i) => [i, i]))),
    ],
    ["x-parley-on-break", "explode"],
    ["x-parley-order", "random"],
  ])("F15: a wrong %s is named (%#)", (name, value) => {
    expect(() => requestOptions(new Headers({ [name]: value }))).toThrow(
      expect.objectContaining({ code: "bad_input", field: name }),
    );
  });
});
