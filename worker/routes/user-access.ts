import type { AgentStub } from "../../durable-objects/agent/agent-calls.ts";
import {
  agentObjectName,
  guestOf,
  isUserId,
  sessionOfGuest,
} from "../../durable-objects/agent/agent-object.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import { AGENTS } from "../agents/registry.ts";
import type { Env } from "../env.ts";
import { bearerOf, isServerKey } from "../middleware/credentials.ts";
import { secretOf } from "../middleware/require-secret.ts";
import { isResumeSecret } from "../tokens/resume-secret.ts";
import { isSessionId } from "../tokens/session-id.ts";

/** The durable agent that a request is about, and who asks. */
export interface AskedAgent {
  readonly name: string;
  readonly stub: AgentStub;
  readonly by: "server" | "session";
}

/**
 * The durable agent of `/v1/users/:user/…?agent=`, for the server key, or for whoever has the resume
 * secret of one of this user's sessions (`?session=`). Throws AppError `not_found`, `bad_input`,
 * `unauthorized`, `forbidden`; no object is touched before a secret is proven.
 */
export async function askedAgent(request: Request, user: string, env: Env): Promise<AskedAgent> {
  const { searchParams } = new URL(request.url);
  const agent = searchParams.get("agent") ?? AGENTS[0].name;
  if (!/^[a-z][a-z0-9-]{0,47}$/.test(agent))
    throw new AppError("bad_input", "There is no such agent.", { field: "agent" });
  if (!isUserId(user) && !isSessionId(sessionOfGuest(user) ?? ""))
    throw new AppError("not_found", "There is no such user.");
  const namespace = env.AGENT;
  if (namespace === undefined) throw new AppError("not_found", "Nothing is kept for users here.");
  const name = agentObjectName({ agent, user });
  const credential = bearerOf(request);
  if (isServerKey(credential, env)) return { name, stub: namespace.getByName(name), by: "server" };
  const session = searchParams.get("session") ?? "";
  const proven = isSessionId(session) && (await isResumeSecret(secretOf(env), session, credential));
  if (proven && (await ownerOf(session, env)) === user)
    return { name, stub: namespace.getByName(name), by: "session" };
  throw new AppError("forbidden", "This credential doesn't open what is kept for this user.");
}

/** Whose a session is: a user's, or a guest's. */
async function ownerOf(session: string, env: Env): Promise<string> {
  const request = new Request(`https://parley.internal/v1/sessions/${session}/owner`);
  const response = await env.VOICE_SESSION.getByName(session).fetch(request);
  const { user } = await response.json<{ user: string | null }>();
  return user ?? guestOf(session);
}
