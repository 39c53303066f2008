/** An answer's text on its way out: what may be sent, and what waits. */
export interface AnswerText {
  /** Text that was released, all of it. */
  readonly released: string;
  /** Text that could still turn out to be the beginning of a stop string. */
  readonly held: string;
  readonly state: "open" | "stopped";
}

export const NO_TEXT: AnswerText = { released: "", held: "", state: "open" };

/**
 * Adds generated text and releases all of it that cannot belong to a stop string (rule L8). At a
 * stop string the answer ends before it. White space at the very beginning is dropped.
 */
export function addText(answer: AnswerText, text: string, stops: readonly string[]): AnswerText {
  if (answer.state === "stopped") return answer;
  const joined = answer.held + text;
  const pending = answer.released === "" ? joined.trimStart() : joined;
  const found = stops
    .map((stop) => pending.indexOf(stop))
    .filter((at) => at !== -1)
    .toSorted((a, b) => a - b)[0];
  if (found !== undefined)
    return { released: answer.released + pending.slice(0, found), held: "", state: "stopped" };
  const keep = Math.max(0, ...stops.map((stop) => overlap(pending, stop)));
  const cut = pending.length - keep;
  return {
    released: answer.released + pending.slice(0, cut),
    held: pending.slice(cut),
    state: "open",
  };
}

/** Releases what was held: no more text will come. */
export function endText(answer: AnswerText): AnswerText {
  return { released: answer.released + answer.held, held: "", state: "stopped" };
}

/** Whether a text ends where a sentence does: `.`, `!`, `?`, `…`, perhaps with a closing quote. */
export function endsSentence(text: string): boolean {
  return (
    /[.!?…]["'”’)]*\s*$/u.test(text) && !/(?:\b(?:Mr|Mrs|Ms|Dr|St|vs|e\.g|i\.e)|\d)\.$/u.test(text)
  );
}

/** Length of the longest end of `text` that is a beginning of `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
}
