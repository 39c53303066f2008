import type { SessionIdentity } from "../core/session-grant.ts";

const KEY = "parley.session";

type SessionStorageLike = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * The conversation that this browser had last with this agent, or undefined. What is stored but
 * malformed counts as nothing.
 */
export function readSession(
  storage: SessionStorageLike,
  agent: string | undefined,
): SessionIdentity | undefined {
  const text = attempt(() => storage.getItem(key(agent)));
  if (text === undefined || text === null) return undefined;
  const value: unknown = attempt(() => JSON.parse(text));
  if (typeof value !== "object" || value === null) return undefined;
  const { id, resume } = value as Partial<Record<string, unknown>>;
  if (typeof id !== "string" || typeof resume !== "string" || id === "" || resume === "")
    return undefined;
  return { id, resume };
}

/** Keeps a conversation for the next visit; without storage it lasts as long as the page. */
export function keepSession(
  storage: SessionStorageLike,
  agent: string | undefined,
  { id, resume }: SessionIdentity,
): void {
  attempt(() => storage.setItem(key(agent), JSON.stringify({ id, resume })));
}

/** Forgets the conversation here; the server still has it. */
export function forgetSession(storage: SessionStorageLike, agent: string | undefined): void {
  attempt(() => storage.removeItem(key(agent)));
}

function key(agent: string | undefined): string {
  return agent === undefined ? KEY : `${KEY}.${agent}`;
}

/** Private windows and blocked cookies make storage throw; the page works without it. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
