import { z } from "zod";
import { CAPABILITIES } from "../../worker/gateway/catalog/catalog-model.ts";

const rate = z.number().min(0);

const RATES = {
  input: rate.optional(),
  output: rate.optional(),
  cachedInput: rate.optional(),
  cacheWrite: rate.optional(),
  reasoning: rate.optional(),
  inputAudio: rate.optional(),
  outputImage: rate.optional(),
  audioMinute: rate.optional(),
  characters: rate.optional(),
  image: rate.optional(),
  request: rate.optional(),
};

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const tokens = z.int().positive();
const words = CAPABILITIES.flatMap((name) => [name, `-${name}`]).join("|");

const price = z.strictObject({
  ...RATES,
  tiers: z
    .array(z.strictObject({ above: tokens, ...RATES }))
    .min(1)
    .optional(),
  hours: z
    .array(z.strictObject({ from: time, until: time, ...RATES }))
    .min(1)
    .optional(),
  source: z.string().optional(),
});

/** The shape of `models.json`. */
export const CATALOG_SCHEMA = z.strictObject({
  sources: z.record(
    z.string(),
    z.strictObject({
      title: z.string().min(1),
      url: z.url().optional(),
      date: z.string().regex(/^20\d\d-\d\d(-\d\d)?$/),
    }),
  ),
  models: z.array(
    z.strictObject({
      provider: z.string().regex(/^[a-z0-9.-]+$/),
      model: z.string().min(1),
      canonical: z
        .string()
        .regex(/^[a-z0-9.-]+$/)
        .optional(),
      task: z.enum([
        "text",
        "embedding",
        "text-to-image",
        "speech-to-text",
        "text-to-speech",
        "image-to-text",
      ]),
      context: tokens.optional(),
      maxOutput: tokens.optional(),
      can: z
        .string()
        .regex(new RegExp(`^(${words})( (${words}))*$`))
        .optional(),
      languages: z.array(z.string().min(2)).min(1).optional(),
      source: z.string(),
      price: price.optional(),
    }),
  ),
});
