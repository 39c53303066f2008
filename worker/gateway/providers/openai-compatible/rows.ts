import type { CompatibleRow } from "./compatible-row.ts";
import { HOSTED_ROWS } from "./hosted-rows.ts";
import { OWN_ROWS } from "./own-rows.ts";

/** Every provider that is spoken to in OpenAI's formats. */
export const COMPATIBLE_ROWS: readonly CompatibleRow[] = [...HOSTED_ROWS, ...OWN_ROWS];
