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
