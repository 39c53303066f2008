import { AppError } from "../../shared/errors/app-error.ts";
import type { Claims } from "./claims.ts";
import type { ConversationStore } from "./store.ts";

/**
 * Spends a token, and settles with it whose conversation it is and with which agent. A token without
 * a user is for whoever it was.
 * @returns whether the agent is another one than before.
 * @throws AppError `token_used`; `forbidden` where it is somebody else's conversation.
 */
export function admit(claims: Claims, store: ConversationStore, now: number): boolean {
  if (!store.spendToken(claims.jti, claims.exp * 1000, now))
    throw new AppError("token_used", "This token has opened a socket before; ask for a new one.");
  settleUser(claims.user, store);
  if (store.fact("agent") === claims.agent) return false;
  store.setFact("agent", claims.agent);
  // Whom the conversation was handed over to was for the agent before to say.
  store.setFact("handoff", undefined);
  return true;
}

function settleUser(user: string | undefined, store: ConversationStore): void {
  if (user === undefined) return;
  const known = store.fact("user");
  if (known === undefined) store.setFact("user", user);
  else if (known !== user) throw new AppError("forbidden", "This is another user's conversation.");
}
