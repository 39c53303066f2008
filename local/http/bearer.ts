import { createHash, timingSafeEqual } from "node:crypto";
import { HttpError } from "./http-error.ts";

/**
 * Checks `Authorization: Bearer …` in constant time.
 * @throws HttpError `invalid_api_key` (401)
 */
export function checkBearer(request: Request, key: string): void {
  const given = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  if (!timingSafeEqual(digest(given), digest(key)))
    throw new HttpError("invalid_api_key", "The key is missing or wrong.");
}
