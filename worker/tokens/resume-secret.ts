import { base64url } from "jose";
import { deriveKey } from "./derive-key.ts";

/** Characters of a resume secret: 32 bytes in base64url. */
const LENGTH = 43;

/**
 * The secret that goes with a session: whoever holds it may come back to the conversation, read it
 * and delete it. HMAC-SHA-256 over the id, so that nothing needs to be stored to check it.
 */
export async function resumeSecret(secret: string, session: string): Promise<string> {
  const key = await deriveKey(secret, "resume");
  return base64url.encode(
    new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(session))),
  );
}

/** Whether `resume` is this session's secret; takes the same time whichever byte is wrong. */
export async function isResumeSecret(
  secret: string,
  session: string,
  resume: string,
): Promise<boolean> {
  if (resume.length !== LENGTH || !/^[A-Za-z0-9_-]+$/.test(resume)) return false;
  const key = await deriveKey(secret, "resume");
  const message = new TextEncoder().encode(session);
  return crypto.subtle.verify("HMAC", key, base64url.decode(resume), message);
}
