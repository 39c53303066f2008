import * as z from "zod";
import { ROUTE_LIMITS } from "./route-limits.ts";

const Id = z
  .string()
  .regex(
    new RegExp(`^[A-Za-z0-9_-]{1,${ROUTE_LIMITS.nameLength}}$`),
    `an id has 1 to ${ROUTE_LIMITS.nameLength} letters, digits, - or _`,
  );
const Target = z.strictObject({ elementId: Id });
/** What editors keep beside an element. */
const BASE = { id: Id, name: z.string().max(256).optional() };

const RATE = {
  properties: z.strictObject({
    limitType: z.enum(["count", "cost"]),
    key: z.string(),
    limit: z.number().positive().max(ROUTE_LIMITS.limit),
    interval: z.int().min(1).max(ROUTE_LIMITS.interval).optional(),
    /** The name that Cloudflare's API has for the interval. */
    window: z.int().min(1).max(ROUTE_LIMITS.interval).optional(),
    technique: z.enum(["sliding", "fixed"]).default("sliding"),
  }),
  outputs: z.strictObject({ success: Target, fallback: Target.optional() }),
};

/** A route's elements, of which nothing is known but their ids. */
export const RawElements = z
  .array(z.looseObject({ id: Id }))
  .min(1)
  .max(ROUTE_LIMITS.elements);

/**
 * One element as it is written. Cloudflare's documentation and its API differ in some names
 * (`rate_limit` and `rate`, `interval` and `window`, `condition` and `conditions`): both are taken.
 */
export const RawElement = z.discriminatedUnion("type", [
  z.strictObject({
    ...BASE,
    type: z.literal("start"),
    properties: z.strictObject({}).optional(),
    outputs: z.strictObject({ next: Target }),
  }),
  z.strictObject({
    ...BASE,
    type: z.literal("conditional"),
    properties: z.strictObject({
      condition: z.unknown().optional(),
      conditions: z.unknown().optional(),
    }),
    outputs: z.strictObject({ true: Target, false: Target }),
  }),
  z.strictObject({
    ...BASE,
    type: z.literal("percentage"),
    properties: z.strictObject({ key: z.string().optional() }).optional(),
    outputs: z.record(z.string(), Target),
  }),
  z.strictObject({ ...BASE, type: z.literal("rate_limit"), ...RATE }),
  z.strictObject({ ...BASE, type: z.literal("rate"), ...RATE }),
  z.strictObject({
    ...BASE,
    type: z.literal("model"),
    properties: z.strictObject({
      provider: z.string().min(1).max(64).optional(),
      model: z.string().min(1).max(256),
      timeout: z.int().min(1).max(ROUTE_LIMITS.timeoutMs).optional(),
      retries: z.int().min(0).max(ROUTE_LIMITS.retries).optional(),
      order: z.enum(["latency", "cost", "listed"]).optional(),
    }),
    outputs: z.strictObject({ success: Target, fallback: Target.optional() }),
  }),
  z.strictObject({
    ...BASE,
    type: z.literal("end"),
    properties: z.strictObject({}).optional(),
    outputs: z.strictObject({}).optional(),
  }),
]);
export type RawElement = z.infer<typeof RawElement>;
