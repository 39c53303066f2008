import type { SessionIdentity } from "../core/session-grant.ts";

/**
 * Fetches a picture of the conversation, which answers to the session's secret only.
 * @param path `url` of a message's file part: the server's own, but it comes over the wire, so it
 *   may name nothing but an image of this very session at this page's origin.
 * @throws Error when the path is foreign or the server refuses.
 */
export async function fetchSessionImage(
  path: string,
  identity: SessionIdentity,
  origin: string,
): Promise<Blob> {
  const url = sessionImageUrl(path, identity.id, origin);
  if (url === undefined) throw new Error("The picture's address is not one of this conversation.");
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${identity.resume}` },
    credentials: "omit",
  });
  if (!response.ok) throw new Error(`The picture could not be fetched (${response.status}).`);
  return response.blob();
}

/** The absolute URL of a picture, or undefined when the secret must not be sent there. */
export function sessionImageUrl(path: string, session: string, origin: string): URL | undefined {
  if (!URL.canParse(path, origin)) return undefined;
  const url = new URL(path, origin);
  const prefix = `/v1/sessions/${encodeURIComponent(session)}/images/`;
  return url.origin === origin && url.pathname.startsWith(prefix) ? url : undefined;
}
