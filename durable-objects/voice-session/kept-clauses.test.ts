import { describe, expect, it } from "vitest";
import { afterKept, keptClauses, withoutFirst } from "./kept-clauses.ts";
import type { RecordedClause, ReplyProgress } from "./reply-record.ts";

const clause = (text: string, from: number, to: number, more: Partial<RecordedClause> = {}) => ({
  ...{ text, from, to },
  ...more,
});
const WHOLE = { isWhole: true } as const;
const CLAUSES = [
  clause("One.", 0, 100, WHOLE),
  clause("Two.", 100, 250, WHOLE),
  clause("Three.", 250, 9_999),
];

async function* says(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("what is kept of a reply", () => {
  it("D72: clauses that have begun, and the rest of the last one", () => {
    const kept = (from: number) => {
      const { kept: all, partial } = keptClauses(CLAUSES, from);
      return [all.length, partial];
    };
    expect(kept(0)).toEqual([0, undefined]);
    expect(kept(60)).toEqual([1, { text: "One.", skip: 60 }]);
    expect(kept(100)).toEqual([1, undefined]);
    expect(kept(250)).toEqual([2, undefined]);
    // How long the last one is was not known yet.
    expect(kept(20_000)).toEqual([3, { text: "Three.", skip: 19_750 }]);
  });

  it("D71: what is said again is left out, what was said while a tool ran is not expected", async () => {
    const kept = [CLAUSES[0]!, clause("One moment.", 100, 200, { isAside: true }), CLAUSES[1]!];
    const rest = await gathered(afterKept(says("One.", "Two.", "New."), kept, undefined));
    expect(rest).toEqual(["New."]);
    const other = gathered(afterKept(says("One.", "Other."), kept, undefined));
    await expect(other).rejects.toMatchObject({ code: "internal", retryable: false });
  });

  it("D72: of a whole reply nothing is asked", async () => {
    const before = { state: "complete", clauses: CLAUSES } as unknown as ReplyProgress;
    const rest = afterKept(says("Never."), CLAUSES.slice(0, 1), before);
    expect(await gathered(rest)).toEqual(["Two.", "Three."]);
  });

  it("D72: sound without its first samples", async () => {
    const sound = async function* () {
      for (const values of [[1, 2], [3], [4, 5]]) yield Int16Array.from(values);
    };
    const left = async (count: number) =>
      (await gathered(withoutFirst(sound(), count))).flatMap((samples) => [...samples]);
    expect(await left(0)).toEqual([1, 2, 3, 4, 5]);
    expect(await left(3)).toEqual([4, 5]);
    expect(await left(9)).toEqual([]);
  });
});
