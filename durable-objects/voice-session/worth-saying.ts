import { AppError } from "../../shared/errors/app-error.ts";

/** Clauses up to a failure, which is thrown only where it comes before all of them. */
export async function* worthSaying(
  clauses: AsyncIterable<string>,
  problem: (error: AppError) => void,
): AsyncGenerator<string> {
  let count = 0;
  try {
    for await (const clause of clauses) {
      count++;
      yield clause;
    }
  } catch (thrown) {
    if (count === 0) throw thrown;
    const error = AppError.from(thrown);
    if (error.code !== "aborted") problem(error);
  }
}
