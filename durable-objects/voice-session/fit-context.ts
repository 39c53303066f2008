/** One message of a conversation, as far as room is concerned. */
export interface Sized {
  readonly sequence: number;
  readonly role: "user" | "assistant";
  /** Tokens, estimated. */
  readonly tokens: number;
}

/** How much room there is, and what has left it. */
export interface Room {
  /** Tokens of a whole prompt. */
  readonly budget: number;
  /** Tokens that are there in any case: instructions, summary, tools, what is said now. */
  readonly fixed: number;
  /** Messages up to this sequence are left out. */
  readonly cut: number;
  /** Messages up to this sequence are in the summary. */
  readonly summarised: number;
}

/** What the model sees. */
export interface Fit {
  /** Messages after this sequence. */
  readonly cut: number;
  /** The summary should hold the messages up to this one; undefined: nothing is to be done. */
  readonly summarise: number | undefined;
}

/** Share of the budget from which on a summary is made. */
const SUMMARISE_FROM = 0.6;
/** Share that is left once it is made. */
const SUMMARISE_TO = 0.3;
/** Share that is left after a hard cut: the next one comes much later, and the prefix stays till then. */
const CUT_TO = 0.5;

/**
 * Which messages a prompt holds. Nothing leaves it before it is full; then it is cut to half, so that
 * prompts begin alike for many turns. A summary that is made in time keeps it from getting full.
 * What is left begins with a user's message; the last one and what follows it always stay.
 * @param messages oldest first, with those that were left out before or without them
 */
export function fitContext(messages: readonly Sized[], room: Room): Fit {
  const { budget, fixed, summarised } = room;
  const before = Math.max(room.cut, summarised);
  const visible = messages.filter(({ sequence }) => sequence > before);
  const total = fixed + visible.reduce((sum, { tokens }) => sum + tokens, 0);
  const cut = total > budget ? endOfRest(visible, budget * CUT_TO - fixed, before) : before;
  if (total <= budget * SUMMARISE_FROM && cut <= summarised) return { cut, summarise: undefined };
  const target = Math.max(cut, endOfRest(visible, budget * SUMMARISE_TO - fixed, before));
  return { cut, summarise: target > summarised ? target : undefined };
}

/** The last sequence before the longest rest that has so many tokens at most. */
function endOfRest(visible: readonly Sized[], most: number, otherwise: number): number {
  let tokens = 0;
  let first: number | undefined;
  for (let index = visible.length - 1; index >= 0; index--) {
    const message = visible[index]!;
    tokens += message.tokens;
    if (tokens > most && first !== undefined) break;
    if (message.role === "user") first = index;
  }
  const last = first === undefined ? undefined : visible[first - 1];
  return last?.sequence ?? otherwise;
}
