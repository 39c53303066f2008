import type { Platform } from "./platform.ts";
import { platform } from "./platform.ts";
import { VoiceError } from "./voice-error.ts";
import type { ClientErrorCode } from "./voice-error.ts";
import { ERROR_CODES } from "../../shared/errors/error-codes.ts";
import type { ErrorCode } from "../../shared/errors/error-codes.ts";

/** Names a conversation and proves that it is ours, so that it can be continued later. */
export interface SessionIdentity {
  readonly id: string;
  /** Secret: whoever holds it can read and continue the conversation. */
  readonly resume: string;
}

/** The server's answer to `POST /v1/sessions`: a place in a conversation for the next minute. */
export interface SessionGrant {
  readonly session: string;
  readonly resume: string;
  /** Single-use, for one connection. */
  readonly token: string;
  /** Path or absolute URL of the socket. */
  readonly url: string;
}

/**
 * Gets a grant, for `identity` where there is one. Called for every connection, also after a break.
 * An application's own implementation asks its own server, which holds the API key.
 * @throws VoiceError; one that is not `retryable` ends the attempts.
 */
export type GetToken = (identity: SessionIdentity | undefined) => Promise<SessionGrant>;

/** What {@link createGetToken} asks with. */
export interface GrantRequest {
  /** Origin of the server, without a slash at the end. */
  readonly url: string;
  readonly agent?: string | undefined;
  /** Publishable or API key. */
  readonly key: string;
  readonly fetch?: Platform["fetch"];
}

/** The server's statuses for a conversation that it does not give out: malformed, refused, unknown. */
const GONE: ReadonlySet<number> = new Set([400, 403, 404]);

/**
 * Makes the default {@link GetToken}: `POST /v1/sessions`. An earlier conversation that the server no
 * longer knows, or no longer gives out, becomes a new one, but only before the first grant: a
 * conversation that is under way is never swapped.
 */
export function createGetToken(request: GrantRequest): GetToken {
  let granted = false;
  return async (identity) => {
    const grant = await ask(request, identity).catch((error: unknown) => {
      const gone = error instanceof VoiceError && GONE.has(error.status ?? 0);
      if (!gone || granted || identity === undefined) throw error;
      return ask(request, undefined);
    });
    granted = true;
    return grant;
  };
}

async function ask(
  { url, agent, key, fetch = platform.fetch }: GrantRequest,
  identity: SessionIdentity | undefined,
): Promise<SessionGrant> {
  const resumed = identity && { session: identity.id, resume: identity.resume };
  let response;
  try {
    response = await fetch(`${url}/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ agent, ...resumed }),
    });
  } catch (cause) {
    throw new VoiceError("connection_failed", "The server can't be reached.", {
      stage: "connection",
      retryable: true,
      cause,
    });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refused(response.status, body);
  if (!isGrant(body))
    throw new VoiceError("connection_failed", "The server's answer is not a session.", {
      stage: "connection",
      status: response.status,
    });
  return body;
}

function isGrant(body: unknown): body is SessionGrant {
  if (typeof body !== "object" || body === null) return false;
  const fields = body as Record<string, unknown>;
  return ["session", "resume", "token", "url"].every((name) => typeof fields[name] === "string");
}

function refused(status: number, body: unknown): VoiceError {
  const error = (
    body as { error?: { code?: unknown; message?: unknown; retryable?: unknown } } | undefined
  )?.error;
  const code: ErrorCode | ClientErrorCode =
    typeof error?.code === "string" && Object.hasOwn(ERROR_CODES, error.code)
      ? (error.code as ErrorCode)
      : "connection_failed";
  const message =
    typeof error?.message === "string"
      ? error.message
      : `The server answered with status ${status}.`;
  const retryable = status === 429 || status >= 500;
  return new VoiceError(code, message, { stage: "connection", retryable, status });
}
