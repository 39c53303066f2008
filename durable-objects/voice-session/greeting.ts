import { EMPTY_CHUNKER, flushText, pushText } from "../../shared/speech/sentence-chunker.ts";

/** An agent's greeting in clauses, as the think stage would give them. */
export async function* greeting(text: string): AsyncGenerator<string> {
  const [rest, chunks] = pushText(EMPTY_CHUNKER, text);
  yield* chunks;
  yield* flushText(rest);
}
