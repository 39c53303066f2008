import { AppError } from "../../../shared/errors/app-error.ts";
import { guardNames } from "../../gateway/guards-of.ts";
import type { RoutingInput } from "../../gateway/routes/routed-plan.ts";
import type { RunMetadata, RunOptions } from "../../gateway/run-types.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";

/** What a request's headers say of how it is to be carried out. */
export interface RequestOptions {
  readonly options: RunOptions;
  readonly metadata: RunMetadata;
  /** What the conditions of a dynamic route may look at. */
  readonly routing?: RoutingInput;
}

/**
 * Reads the headers that Cloudflare's gateway knows
 * (https://developers.cloudflare.com/ai-gateway/configuration/) and our own.
 * Throws AppError `bad_input`, naming the header.
 */
export function requestOptions(headers: Headers): RequestOptions {
  const cache = cacheOptions(headers);
  const timeoutMs = whole(headers, "cf-aig-request-timeout", 1, INFERENCE_LIMITS.timeoutMs);
  const attempts = whole(headers, "cf-aig-max-attempts", 1, INFERENCE_LIMITS.attempts);
  const firstTokenMs = whole(headers, "x-parley-first-token-ms", 1, INFERENCE_LIMITS.timeoutMs);
  const fallback = flag(headers, "x-parley-fallback");
  const hedge = flag(headers, "x-parley-hedge");
  const journal = flag(headers, "x-parley-journal");
  const onBreak = word(headers, "x-parley-on-break", ["continue", "error"]);
  const order = word(headers, "x-parley-order", ["latency", "cost", "listed", "weight"]);
  const guards = headers.get("x-parley-guards");
  return {
    options: {
      ...(cache === undefined ? {} : { cache }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(attempts === undefined ? {} : { attempts }),
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      ...(fallback === undefined ? {} : { fallback }),
      ...(hedge === undefined ? {} : { hedge }),
      ...(journal === undefined ? {} : { journal }),
      ...(onBreak === undefined ? {} : { onBreak }),
      ...(order === undefined ? {} : { order }),
      ...(guards === null ? {} : { guards: guardNames(guards) }),
    },
    metadata: {
      ...metadataOf(headers, "cf-aig-metadata"),
      ...metadataOf(headers, "x-parley-metadata"),
    },
  };
}

/**
 * An answer is kept only for who asks for it, by a time or a key: not to skip the cache asks for
 * nothing. An empty key would be everybody's.
 */
function cacheOptions(headers: Headers): RunOptions["cache"] {
  const ttlSeconds = whole(headers, "cf-aig-cache-ttl", 0, INFERENCE_LIMITS.cacheSeconds);
  const key = headers.get("cf-aig-cache-key") || undefined;
  const skip = flag(headers, "cf-aig-skip-cache");
  if (ttlSeconds === undefined && key === undefined && skip !== true) return undefined;
  return {
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    ...(key === undefined ? {} : { key }),
    ...(skip === undefined ? {} : { skip }),
  };
}

function metadataOf(headers: Headers, name: string): RunMetadata {
  const text = headers.get(name);
  return text === null ? {} : parseMetadata(text, name);
}

function parseMetadata(text: string, name: string): RunMetadata {
  if (text.length > INFERENCE_LIMITS.metadataLength)
    throw wrong(name, `may have ${INFERENCE_LIMITS.metadataLength} characters.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong(name, "must be a JSON object.");
  }
  return checkMetadata(value, name);
}

/** Metadata as it may be. Throws AppError `bad_input` naming `field`. */
export function checkMetadata(value: unknown, field: string): RunMetadata {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(field, "must be a JSON object.");
  const entries = Object.entries(value);
  if (entries.length > INFERENCE_LIMITS.metadataKeys)
    throw wrong(field, `may have ${INFERENCE_LIMITS.metadataKeys} keys.`);
  for (const [key, one] of entries)
    if (typeof one !== "string" && typeof one !== "number" && typeof one !== "boolean")
      throw wrong(field, `${key} must be a text, a number or true or false.`);
  return value as RunMetadata;
}

function whole(headers: Headers, name: string, least: number, most: number): number | undefined {
  const text = headers.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw wrong(name, `must be a whole number from ${least} to ${most}.`);
  return value;
}

function flag(headers: Headers, name: string): boolean | undefined {
  const value = word(headers, name, ["true", "false"]);
  return value === undefined ? undefined : value === "true";
}

function word<Word extends string>(
  headers: Headers,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = headers.get(name)?.trim().toLowerCase();
  if (text === undefined) return undefined;
  const found = words.find((one) => one === text);
  if (found === undefined) throw wrong(name, `must be one of ${words.join(", ")}.`);
  return found;
}

function wrong(field: string, sentence: string): AppError {
  return new AppError("bad_input", `${field} ${sentence}`, { field });
}
