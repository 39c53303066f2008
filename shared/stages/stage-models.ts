import type { Stage } from "../protocol/server-messages.ts";

/**
 * What somebody chose for a stage: `provider/model` or `dynamic/<route>`, or several models, of which
 * each stands in for those before it.
 */
export type StageChoice = string | readonly string[];

/** What somebody chose per stage, an agent for instance. */
export type StageModels = { readonly [Name in Stage]?: StageChoice };
