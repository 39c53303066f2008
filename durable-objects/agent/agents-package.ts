import type * as Agents from "agents";

/**
 * The package agents, loaded when the first durable agent of an isolate wakes. It is a module beside
 * the Worker's bundle (scripts/build/bundle-packages.ts): 0.8 MB that nothing else has to read.
 * Imported as `#agents-package`, since tests have it elsewhere.
 */
export function loadAgents(): Promise<Pick<typeof Agents, "Agent">> {
  // A path that isn't written out is one that the bundler leaves alone.
  const path = "./agents.mjs";
  return import(path) as ReturnType<typeof loadAgents>;
}
