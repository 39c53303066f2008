import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import { collect } from "../../tests/fixtures/provider-answers.ts";
import type { StartableAttempt } from "./race.ts";
import { runAttempts } from "./race.ts";

/** An attempt that gives these words and then fails, if it is to. */
function attempt(
  name: string,
  words: readonly string[],
  fails?: ErrorCode,
): StartableAttempt<string> & { started: number } {
  return {
    name,
    provider: name,
    started: 0,
    async *start() {
      this.started++;
      yield* words;
      if (fails !== undefined) throw new AppError(fails, `${name} fails.`);
    },
  };
}

const race = (
  attempts: readonly StartableAttempt<string>[],
  rest: { signal?: AbortSignal; onAttempt?: (name: string) => void } = {},
): AsyncGenerator<string> =>
  runAttempts({ attempts, firstEventMs: 5_000, stallMs: 5_000, ...rest });

describe("runAttempts", () => {
  it.each(["model_failed", "model_unavailable", "rate_limited", "timeout"] as const)(
    "G18: %s before the first event goes on to the next attempt",
    async (code) => {
      const names: string[] = [];
      const second = attempt("b", ["hello"]);
      const attempts = [attempt("a", [], code), second, attempt("c", ["no"])];
      const run = race(attempts, { onAttempt: (name) => names.push(name) });
      expect(await collect(run)).toEqual(["hello"]);
      expect(names).toEqual(["a", "b"]);
    },
  );

  it.each(["bad_input", "unsupported", "too_large"] as const)(
    "G18: %s would be the same anywhere",
    async (code) => {
      const second = attempt("b", ["hello"]);
      await expect(collect(race([attempt("a", [], code), second]))).rejects.toMatchObject({ code });
      expect(second.started).toBe(0);
    },
  );

  it("G18: a failure after the first event ends the run", async () => {
    const second = attempt("b", ["hello"]);
    const words: string[] = [];
    const reading = (async () => {
      for await (const word of race([attempt("a", ["well"], "model_failed"), second]))
        words.push(word);
    })();
    await expect(reading).rejects.toMatchObject({ code: "model_failed" });
    expect([words, second.started]).toEqual([["well"], 0]);
  });

  it("G18: the last attempt's failure is the run's", async () => {
    const attempts = [attempt("a", [], "timeout"), attempt("b", [], "rate_limited")];
    await expect(collect(race(attempts))).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("G16: a cancelled run does not go on to the next attempt", async () => {
    const control = new AbortController();
    const second = attempt("b", ["hello"]);
    const run = race([attempt("a", [], "model_failed"), second], {
      signal: control.signal,
      onAttempt: () => control.abort(),
    });
    await expect(collect(run)).rejects.toMatchObject({ code: "aborted" });
    expect(second.started).toBe(0);
  });

  it("turns what is no AppError into one", async () => {
    const broken: StartableAttempt<string> = {
      name: "a",
      provider: "a",
      start() {
        throw new TypeError("x is not a function");
      },
    };
    await expect(collect(race([broken]))).rejects.toMatchObject({ code: "internal" });
  });
});
