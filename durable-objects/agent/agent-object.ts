import { AGENT_LIMITS } from "./agent-limits.ts";

/** Whose durable agent: one object for each agent and user. */
export interface AgentOwner {
  readonly agent: string;
  /** Of a session without a user it is the session itself: {@link guestOf}. */
  readonly user: string;
}

const USER = /^[A-Za-z0-9._@+|=-][A-Za-z0-9._@+|=:-]*$/;
const GUEST = "~";

/** Whether a text from outside may be a user's id: letters, digits and `. _ @ + | = : -`. */
export function isUserId(text: string): boolean {
  return text.length <= AGENT_LIMITS.userLength && USER.test(text);
}

/** Stands for the user of a session that has none; never equal to a user's id. */
export function guestOf(session: string): string {
  return `${GUEST}${session}`;
}

/** Whether somebody has no id of their own. What is learned of a guest is not kept. */
export function isGuest(user: string): boolean {
  return user.startsWith(GUEST);
}

/** The session that a guest is, or undefined for a user with an id. */
export function sessionOfGuest(user: string): string | undefined {
  return isGuest(user) ? user.slice(GUEST.length) : undefined;
}

/** The object's name. An agent's name has no colon, so nothing can be taken for something else. */
export function agentObjectName({ agent, user }: AgentOwner): string {
  return `${agent}:${user}`;
}

/** The owner that an object's name says, or undefined where it is none. */
export function ownerOf(name: string): AgentOwner | undefined {
  const at = name.indexOf(":");
  if (at <= 0 || at === name.length - 1) return undefined;
  return { agent: name.slice(0, at), user: name.slice(at + 1) };
}
