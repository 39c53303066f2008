import { base64url, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { deriveKey } from "./derive-key.ts";
import { equalText } from "./equal-text.ts";
import { isResumeSecret, resumeSecret } from "./resume-secret.ts";
import { isSessionId, newSessionId } from "./session-id.ts";
import { mintToken, verifyToken } from "./session-token.ts";

const SECRET = "a".repeat(43);
const NOW = Date.UTC(2026, 10, 24);
const SESSION = newSessionId();
const GRANT = { session: SESSION, agent: "assistant", origin: "https://app.test" } as const;

describe("the token", () => {
  it("W9: says what was granted", async () => {
    const { token, claims } = await mintToken(SECRET, GRANT, NOW);
    expect(await verifyToken(SECRET, token, NOW + 59_000)).toEqual(claims);
    expect(claims).toEqual({ ...GRANT, jti: claims.jti, exp: NOW / 1000 + 60 });
    const other = await mintToken(SECRET, GRANT, NOW);
    expect(other.claims.jti).not.toBe(claims.jti);
  });

  it("W9: expires", async () => {
    const { token } = await mintToken(SECRET, GRANT, NOW);
    await expect(verifyToken(SECRET, token, NOW + 60_000)).rejects.toMatchObject({
      code: "token_expired",
    });
  });

  it("W9: can't be changed, nor made with another secret", async () => {
    const { token } = await mintToken(SECRET, GRANT, NOW);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload))) as object;
    const forged = base64url.encode(JSON.stringify({ ...claims, agent: "admin" }));
    const none = base64url.encode(JSON.stringify({ alg: "none" }));
    for (const wrong of [
      `${header}.${forged}.${signature}`,
      `${none}.${payload}.`,
      `${header}.${payload}.`,
      token.slice(0, -2),
      "",
    ])
      await expect(verifyToken(SECRET, wrong, NOW)).rejects.toMatchObject({ code: "unauthorized" });
    await expect(verifyToken("b".repeat(43), token, NOW)).rejects.toMatchObject({
      code: "unauthorized",
    });
  });

  const payload = {
    sub: SESSION,
    aud: "parley/session",
    agent: "assistant",
    jti: "x",
    iat: NOW / 1000,
    exp: NOW / 1000 + 60,
  };
  const sign = async (claims: object, purpose: "token" | "resume" = "token"): Promise<string> =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "HS256" })
      .sign(await deriveKey(SECRET, purpose));

  it("W9: reads what the secret's holder signed", async () => {
    expect(await verifyToken(SECRET, await sign(payload), NOW)).toMatchObject({ jti: "x" });
  });

  it.each([
    ["another purpose", { aud: "other" }, "token"],
    ["a longer life", { exp: NOW / 1000 + 3_600 }, "token"],
    ["no id", { jti: "" }, "token"],
    ["no session", { sub: "someone" }, "token"],
    ["the key for something else", {}, "resume"],
  ] as const)("W9: refuses a signed token with %s", async (_, change, purpose) => {
    const token = await sign({ ...payload, ...change }, purpose);
    await expect(verifyToken(SECRET, token, NOW)).rejects.toMatchObject({ code: "unauthorized" });
  });
});

describe("secrets", () => {
  it("W5: a session's resume secret is always the same, and no other session's", async () => {
    const secret = await resumeSecret(SECRET, SESSION);
    expect(await resumeSecret(SECRET, SESSION)).toBe(secret);
    expect(await isResumeSecret(SECRET, SESSION, secret)).toBe(true);
    expect(await isResumeSecret(SECRET, newSessionId(), secret)).toBe(false);
    expect(await isResumeSecret("b".repeat(43), SESSION, secret)).toBe(false);
    for (const wrong of ["", secret.slice(1), `${secret}A`, `${secret.slice(0, 42)}!`])
      expect(await isResumeSecret(SECRET, SESSION, wrong)).toBe(false);
  });

  it("W5: ids have one form", () => {
    expect(isSessionId(SESSION)).toBe(true);
    for (const wrong of [
      "",
      "ses_",
      `${SESSION}A`,
      SESSION.slice(0, -1),
      `x${SESSION}`,
      `${SESSION}\n`,
    ])
      expect(isSessionId(wrong)).toBe(false);
  });

  it("compares whole texts", async () => {
    expect(equalText("sk_abc", "sk_abc")).toBe(true);
    for (const other of ["sk_abd", "sk_ab", "", "sk_abcc"])
      expect(equalText("sk_abc", other)).toBe(false);
  });
});
