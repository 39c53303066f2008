/** A message's size, with what a request has of it. */
export interface SizedMessage {
  readonly role: "system" | "user" | "assistant";
  readonly tokens: number;
}

/** Whether a conversation fits: the indices of the messages that stay, or that none can. */
export type Fit =
  | { readonly type: "fits"; readonly keep: readonly number[] }
  | { readonly type: "too-long"; readonly tokens: number };

/**
 * Chooses which messages of a conversation the model still sees (rule L7): all system messages
 * before the first other one, and of the rest as many of the newest as fit into `budget` tokens.
 * The oldest go in blocks of `block`, so that the beginning of the prompt stays the same over
 * several turns and its evaluation is not lost with each; what is left begins with a user's words.
 */
export function fitContext(messages: readonly SizedMessage[], budget: number, block: number): Fit {
  const firstOther = messages.findIndex((message) => message.role !== "system");
  const lead = firstOther === -1 ? messages.length : firstOther;
  const size = (from: number): number => sum(messages.slice(0, lead)) + sum(messages.slice(from));
  const newest = messages.findLastIndex((message) => message.role === "user");
  const last = Math.max(lead, newest);
  const starts = [lead];
  for (let start = lead + block; start < last; start += block)
    starts.push(nextUser(messages, start, last));
  starts.push(last);
  const start = starts.find((from) => size(from) <= budget);
  if (start === undefined) return { type: "too-long", tokens: size(last) };
  const keep = messages.map((_, index) => index).filter((index) => index < lead || index >= start);
  return { type: "fits", keep };
}

function nextUser(messages: readonly SizedMessage[], from: number, last: number): number {
  const found = messages.findIndex((message, index) => index >= from && message.role === "user");
  return found === -1 ? last : found;
}

function sum(messages: readonly SizedMessage[]): number {
  return messages.reduce((total, message) => total + message.tokens, 0);
}
