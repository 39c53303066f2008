import { Hono } from "hono";
import { ownerOf } from "../../durable-objects/agent/agent-object.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AppEnv, Env } from "../env.ts";
import { bearerOf, isServerKey } from "../middleware/credentials.ts";
import { secretOf } from "../middleware/require-secret.ts";
import { verifyAgentToken } from "../tokens/agent-token.ts";
import { dataResponse } from "./session-response.ts";

/** Headers of the caller that the object gets to see. */
const PASSED = ["upgrade", "sec-websocket-key", "sec-websocket-version"];

/**
 * `/agents/durable-agent/:name`, the address at which the agents SDK's clients (`useAgent`,
 * `AgentClient`) look for an agent: sockets only, for the server key or a token of
 * `POST /v1/users/:user/agent-token` in the query.
 */
export const durableAgents = new Hono<AppEnv>().get(
  "/durable-agent/:name",
  async ({ req, env }) => {
    if (req.header("upgrade")?.toLowerCase() !== "websocket")
      throw new AppError("not_found", "This address answers WebSocket upgrades only.");
    const name = req.param("name");
    await requireAgentAccess(req.raw, name, env);
    if (env.AGENT === undefined || ownerOf(name) === undefined)
      throw new AppError("not_found", "There is no such agent.");
    const response = await env.AGENT.getByName(name).fetch(agentRequest(req.raw, name));
    if (response.status === 429)
      throw new AppError("rate_limited", "Too many clients watch this agent.");
    return response.status === 101 ? response : dataResponse(response);
  },
);

async function requireAgentAccess(request: Request, name: string, env: Env): Promise<void> {
  const token = new URL(request.url).searchParams.get("token");
  if (token === null) {
    if (isServerKey(bearerOf(request), env)) return;
    throw new AppError("forbidden", "This credential doesn't open this agent.");
  }
  const claims = await verifyAgentToken(secretOf(env), token, Date.now());
  if (claims.name !== name) throw new AppError("unauthorized", "The token is for another agent.");
  if (claims.origin !== undefined && request.headers.get("origin") !== claims.origin)
    throw new AppError("origin_refused", "The token is for a page of another origin.");
}

/** Built from nothing: the SDK's server believes headers of its own, and what stands in the query. */
function agentRequest(request: Request, name: string): Request {
  const headers = new Headers();
  for (const header of PASSED) {
    const value = request.headers.get(header);
    if (value !== null) headers.set(header, value);
  }
  const path = `/agents/durable-agent/${encodeURIComponent(name)}`;
  return new Request(`${new URL(request.url).origin}${path}`, { headers });
}
