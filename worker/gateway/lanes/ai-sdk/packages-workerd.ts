import type { PACKAGES as Packages } from "./packages.ts";

/**
 * The same as packages.ts in the Workers runtime, where each package is a module beside the bundle
 * (scripts/build/bundle-packages.ts). Inside the bundle they would share its zod, which esbuild then
 * initialises in a wrong order, so that the Worker doesn't start.
 */
export const PACKAGES: typeof Packages = {
  anthropic: beside("anthropic"),
  google: beside("google"),
  openai: beside("openai"),
};

function beside(name: string): () => Promise<never> {
  const path = `./${name}.mjs`;
  // A path that isn't written out is one that the bundler leaves alone.
  return () => import(path) as Promise<never>;
}
