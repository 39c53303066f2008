import { AppError } from "../../shared/errors/app-error.ts";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../shared/protocol/version.ts";
import { agentByName } from "../agents/registry.ts";
import type { Env } from "../env.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { secretOf } from "../middleware/require-secret.ts";
import { verifyToken } from "../tokens/session-token.ts";
import { sessionRequest } from "./session-request.ts";
import { dataResponse } from "./session-response.ts";

/**
 * Opens a session's socket. Everything is checked that can be without the object: the upgrade, the
 * protocol, the token's signature, time and session, and the page's origin. Throws AppError, which
 * becomes a refusal before the upgrade.
 */
export async function openSocket(request: Request, id: string, env: Env): Promise<Response> {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
    throw new AppError("bad_input", "This address answers WebSocket upgrades only.", {
      field: "upgrade",
    });
  const token = offeredToken(request.headers.get("sec-websocket-protocol"));
  const claims = await verifyToken(secretOf(env), token, Date.now());
  if (claims.session !== id)
    throw new AppError("unauthorized", "The token is for another session.");
  // A token without an origin is for a client that has none, or whose server vouches for it.
  if (claims.origin !== undefined && request.headers.get("origin") !== claims.origin)
    throw new AppError("origin_refused", "The token is for a page of another origin.");
  agentByName(claims.agent);
  const response = await env.VOICE_SESSION.getByName(id).fetch(sessionRequest(request, claims));
  // A switched response carries the socket: it goes on as it is, the selected subprotocol included.
  return response.status === 101 ? response : dataResponse(response);
}

/** The token among the offered subprotocols. Throws AppError `bad_input` or `unauthorized`. */
export function offeredToken(header: string | null): string {
  const offered = (header ?? "").split(",").map((protocol) => protocol.trim());
  if (!offered.includes(SUBPROTOCOL))
    throw new AppError("bad_input", `Offer the subprotocol ${SUBPROTOCOL}.`, {
      field: "sec-websocket-protocol",
    });
  const token = offered
    .find((protocol) => protocol.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
    ?.slice(TOKEN_SUBPROTOCOL_PREFIX.length);
  if (token === undefined || token === "" || token.length > HTTP_LIMITS.credentialLength)
    throw new AppError("unauthorized", "Offer a token as a second subprotocol.");
  return token;
}
