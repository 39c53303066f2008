import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const WORKERD_TESTS = ["durable-objects/**/*.test.ts", "worker/**/*.workerd.test.ts"];

/**
 * One project per runtime: `unit` and `local` in Node, `workerd` inside the Workers runtime, `e2e`
 * with the real product and a browser.
 */
export default defineConfig({
  test: {
    projects: [
      {
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "unit",
          include: ["{shared,client,worker,scripts,bench}/**/*.test.{ts,tsx}"],
          exclude: WORKERD_TESTS,
        },
      },
      {
        test: {
          name: "local",
          include: ["local/**/*.test.ts"],
          // Each file loads models: one at a time keeps memory and two cores within reason.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.jsonc" } })],
        // What stands beside the Worker's bundle is not there for tests.
        resolve: {
          alias: {
            "#agents-package": new URL("durable-objects/testing/agents-package.ts", import.meta.url)
              .pathname,
          },
        },
        test: {
          name: "workerd",
          include: WORKERD_TESTS,
          globalSetup: ["tests/setup/human-speech.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          // It has threads of its own, for every core.
          name: "simulation",
          include: ["tests/simulation/**/*.test.ts", "testing/**/*.test.ts"],
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "conformance",
          include: ["tests/conformance/**/*.test.ts"],
          globalSetup: ["tests/conformance/setup/bundle.ts"],
          // Each file starts a Worker of its own.
          fileParallelism: false,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/e2e/setup/product.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
