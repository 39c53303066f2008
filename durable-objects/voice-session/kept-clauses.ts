import { AppError } from "../../shared/errors/app-error.ts";
import type { RecordedClause, ReplyProgress } from "./reply-record.ts";

/** What of a reply a client has, and what is made again of it. */
export interface KeptClauses {
  /** Clauses that have begun before the sample where the reply goes on. */
  readonly kept: readonly RecordedClause[];
  /** The last of them, where it was not whole, and how many of its samples are there. */
  readonly partial: { readonly text: string; readonly skip: number } | undefined;
}

/** What of a reply's clauses is there when it goes on from sample `from`. */
export function keptClauses(clauses: readonly RecordedClause[], from: number): KeptClauses {
  // One without sound, since its speech failed, is over where it begins.
  const isOver = ({ isWhole, to }: RecordedClause): boolean => isWhole === true && to <= from;
  const kept = clauses.filter((clause) => clause.from < from || isOver(clause));
  const last = kept.at(-1);
  if (last === undefined || isOver(last)) return { kept, partial: undefined };
  return { kept, partial: { text: last.text, skip: from - last.from } };
}

/**
 * What a reply that is made again says after the clauses that are kept. Where all were known `before`
 * nobody is asked.
 * @throws AppError `internal` when it says something else.
 */
export async function* afterKept(
  clauses: AsyncIterable<string>,
  kept: readonly RecordedClause[],
  before: ReplyProgress | undefined,
): AsyncGenerator<string> {
  if (before?.state === "complete") {
    for (const { text } of before.clauses.slice(kept.length)) yield text;
    return;
  }
  const expected = kept.filter((clause) => clause.isAside !== true).map(({ text }) => text);
  for await (const text of clauses) {
    const next = expected.shift();
    if (next === undefined) yield text;
    else if (next !== text)
      throw new AppError("internal", "What was said can't be said again.", { retryable: false });
  }
}

/** Audio without its first samples. */
export async function* withoutFirst(
  audio: AsyncIterable<Int16Array>,
  count: number,
): AsyncGenerator<Int16Array> {
  let left = count;
  for await (const samples of audio) {
    const dropped = Math.min(left, samples.length);
    left -= dropped;
    if (dropped < samples.length) yield samples.subarray(dropped);
  }
}
