import * as z from "zod";
import type { RunMetadata, RunOptions } from "../../gateway/run-types.ts";
import { defined } from "../defined.ts";
import { parseBody, unsupportedField } from "../parse-body.ts";

const Metadata = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.bigint(), z.null()]),
);

/** Options of `env.AI.run` (`AiOptions` and `GatewayOptions` of Cloudflare's types). */
const BindingOptions = z.looseObject({
  gateway: z
    .looseObject({
      id: z.string().nullish(),
      cacheKey: z.string().nullish(),
      cacheTtl: z.number().min(0).nullish(),
      skipCache: z.boolean().nullish(),
      metadata: Metadata.nullish(),
      eventId: z.string().nullish(),
      requestTimeoutMs: z.int().positive().nullish(),
      retries: z.looseObject({ maxAttempts: z.int().min(1).max(5).nullish() }).nullish(),
    })
    .nullish(),
  returnRawResponse: z.boolean().nullish(),
  metadata: Metadata.nullish(),
  tags: z.array(z.string()).nullish(),
  extraHeaders: z.record(z.string(), z.string()).nullish(),
  websocket: z.boolean().nullish(),
  queueRequest: z.boolean().nullish(),
});

/** How a call of the binding is carried out. */
export interface BindingCall {
  readonly options: RunOptions;
  readonly metadata: RunMetadata;
  readonly raw: boolean;
  /** Headers that a request over HTTP would have; they say the same in another way. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the binding's options. `gateway.id` is taken and means nothing: there is one gateway.
 * Throws AppError `bad_input` or `unsupported`, naming the option.
 */
export function readBindingOptions(value: unknown): BindingCall {
  const given = parseBody(BindingOptions, value ?? {});
  if (given.websocket === true) throw unsupportedField("websocket", "it is not supported here.");
  if (given.queueRequest === true)
    throw unsupportedField("queueRequest", "batches are not supported.");
  const { cacheKey, cacheTtl, skipCache, requestTimeoutMs, retries, metadata, eventId } =
    given.gateway ?? {};
  // Not to skip the cache asks for nothing, and an empty key would be everybody's.
  const cache = defined({
    key: cacheKey || undefined,
    ttlSeconds: cacheTtl,
    skip: skipCache || undefined,
  });
  return {
    options: defined({
      cache: Object.keys(cache).length === 0 ? undefined : cache,
      timeoutMs: requestTimeoutMs,
      attempts: retries?.maxAttempts,
    }),
    metadata: {
      ...plain(metadata ?? {}),
      ...plain(given.metadata ?? {}),
      ...(eventId ? { eventId } : {}),
      ...(given.tags?.length ? { tags: given.tags.join(",") } : {}),
    },
    raw: given.returnRawResponse === true,
    headers: given.extraHeaders ?? {},
  };
}

/** Records hold texts, numbers and truth values; a large integer becomes a text, null nothing. */
function plain(metadata: z.infer<typeof Metadata>): RunMetadata {
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]) =>
      value === null ? [] : [[key, typeof value === "bigint" ? String(value) : value]],
    ),
  );
}
