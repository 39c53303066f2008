import type { loadAgents as Load } from "../agent/agents-package.ts";

/** The same bundle as the Worker's own, by its path: tests have no modules beside their bundle. */
export const loadAgents: typeof Load = () => import("../../dist/packages/agents.mjs");
