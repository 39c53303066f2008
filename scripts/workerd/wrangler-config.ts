import * as z from "zod/mini";
import { parseJsonc } from "./jsonc.ts";

/** The part of wrangler.jsonc that workerd's own configuration is made of. */
const WranglerConfig = z.object({
  compatibility_date: z.string(),
  compatibility_flags: z._default(z.array(z.string()), []),
  vars: z._default(z.record(z.string(), z.string()), {}),
  durable_objects: z.object({
    bindings: z.array(z.object({ name: z.string(), class_name: z.string() })),
  }),
  migrations: z.array(z.object({ new_sqlite_classes: z._default(z.array(z.string()), []) })),
  assets: z.object({ directory: z.string(), binding: z.string() }),
});
export type WranglerConfig = z.infer<typeof WranglerConfig>;

/** Reads wrangler.jsonc's default environment. Throws when a part that is needed is missing. */
export function readWranglerConfig(text: string): WranglerConfig {
  return z.parse(WranglerConfig, parseJsonc(text));
}
