import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { wrongImports } from "./check/import-direction.ts";
import { sourceFiles } from "./check/source-files.ts";
import { outdatedDocs } from "./docs/generated-docs.ts";
import { ROOT } from "./processes/root.ts";
import { runToEnd } from "./processes/run-to-end.ts";
import { tool } from "./processes/tool.ts";
import type { Ended } from "./processes/run-to-end.ts";
import { runCommand } from "./report/run-command.ts";
import { installRequirements } from "./requirements/requirements.ts";

/** One tsconfig per runtime, and one for the tests that run inside workerd. */
const PROJECTS = [
  "shared",
  "worker",
  "worker/tsconfig.test.json",
  "client",
  "local",
  "scripts",
] as const;

type Step = readonly [name: string, run: () => Promise<Ended>];

const STATIC: readonly Step[] = [
  ["format", () => runToEnd(tool("oxfmt", ["--check", "."]))],
  ["lint", () => runToEnd(tool("oxlint", []))],
  ["import direction", importDirection],
  ["generated documents", drift],
  ...PROJECTS.map((project): Step => [
    `types of ${project}`,
    () => runToEnd(tool("typescript", ["-p", project], "tsc")),
  ]),
];
const TESTS: Step = [
  "unit tests",
  // Without isolation they take half the time; `npm test` runs them each on its own.
  () =>
    runToEnd(tool("vitest", ["run", "--project", "unit", "--isolate=false"]), {
      env: { NO_COLOR: "1" },
    }),
];

/**
 * `npm run check`: everything that says whether the source is in order, without models or a browser.
 * The static steps run together; the tests, which use every core, come after them.
 */
await runCommand(async () => {
  await installRequirements(["recordings"]);
  const results = [...(await Promise.all(STATIC.map(step))), await step(TESTS)];
  return results.every((passed) => passed) ? 0 : 1;
});

async function step([name, run]: Step): Promise<boolean> {
  const started = performance.now();
  const { code, output } = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (code !== 0) console.log(`${output.trim()}\n`);
  return code === 0;
}

async function importDirection(): Promise<Ended> {
  const wrong = await Promise.all(
    sourceFiles().map(async (path) => wrongImports(path, await readFile(join(ROOT, path), "utf8"))),
  );
  const lines = wrong.flat();
  return { code: lines.length === 0 ? 0 : 1, output: lines.join("\n") };
}

async function drift(): Promise<Ended> {
  const paths = await outdatedDocs();
  return {
    code: paths.length === 0 ? 0 : 1,
    output: paths.map((path) => `${path} is out of date: run "npm run docs".`).join("\n"),
  };
}
