import { base64url } from "jose";

const PATTERN = /^ses_[A-Za-z0-9_-]{22}$/;

/** A new session's id: 128 random bits, so that ids can't be guessed or met twice. */
export function newSessionId(): string {
  return `ses_${randomText(16)}`;
}

/** Whether a text from outside may be an id; nothing else ever names an object. */
export function isSessionId(text: string): boolean {
  return PATTERN.test(text);
}

/** This many random bytes in base64url. */
export function randomText(bytes: number): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(bytes)));
}
