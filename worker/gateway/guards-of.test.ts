import { describe, expect, it } from "vitest";
import { createGateway } from "./gateway.ts";
import type { GuardDefinition } from "./guards-of.ts";
import { createGuardsOf, isGuarded } from "./guards-of.ts";
import type { RunRequest } from "./run-types.ts";

const guard = (name: string): GuardDefinition => ({
  name,
  says: "Refuses.",
  open: () => ({ before: (request) => ({ ...request, id: `${request.id ?? ""}${name}` }) }),
});
const KNOWN = [guard("a"), guard("b"), guard("c")];

function opened(variables: object, guards?: readonly string[]): string | undefined {
  let request: RunRequest<"embedding"> = {
    task: "embedding",
    input: { values: [] },
    ...(guards === undefined ? {} : { options: { guards } }),
  };
  for (const one of createGuardsOf(variables, KNOWN)(request))
    request = one.before?.(request) as RunRequest<"embedding">;
  return request.id;
}

describe("which guards apply", () => {
  it.each([
    [{}, undefined, undefined],
    [{}, ["b"], "b"],
    [{ PARLEY_GUARDS: " c, a," }, undefined, "ca"],
    [{ PARLEY_GUARDS: "c,a" }, ["a", "b", "b"], "cab"],
    [{ PARLEY_GUARDS: "c" }, [], "c"],
  ])("H1: %j with %j of the request's", (variables, asked, names) => {
    expect(opened(variables, asked)).toBe(names);
    expect(isGuarded(variables, asked === undefined ? {} : { guards: asked })).toBe(
      names !== undefined,
    );
  });

  it.each([
    [{ PARLEY_GUARDS: "a,nope" }, undefined, "PARLEY_GUARDS"],
    [{}, ["nope"], "guards"],
    [{}, ["constructor"], "guards"],
  ])("H2: one that isn't there is refused by the name of its place", (variables, asked, field) => {
    expect(() => opened(variables, asked)).toThrow(
      expect.objectContaining({
        code: "bad_input",
        field,
        message: expect.stringMatching(new RegExp(`^${field}: .* known are a, b, c\\.$`)),
      }),
    );
  });

  it("H2: a gateway that has no guards refuses a request that must be guarded", () => {
    const request = { task: "embedding", model: "openai/text-embedding-3-small" } as const;
    const run = (variables: object, guards: readonly string[]): unknown =>
      createGateway({ OPENAI_API_KEY: "k", ...variables }).run({
        ...request,
        input: { values: ["x"] },
        options: { guards },
      });
    expect(() => run({ PARLEY_GUARDS: "a" }, [])).toThrow(/^PARLEY_GUARDS: .*known are none/);
    expect(() => run({}, ["a"])).toThrow(/^guards: /);
    expect(run({}, [])).toBeDefined();
  });
});
