/**
 * The key for one purpose, derived from PARLEY_SECRET (HKDF-SHA-256, RFC 5869), so that what is
 * made for one purpose is worthless for another. HMAC-SHA-256, 256 bits, not extractable.
 */
export async function deriveKey(
  secret: string,
  purpose: "token" | "resume" | "agent",
): Promise<CryptoKey> {
  const encoder = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array(0),
      info: encoder.encode(`parley/${purpose}/1`),
    },
    material,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign", "verify"],
  );
}
