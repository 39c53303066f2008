import { build } from "./build/build.ts";
import { stopSignal } from "./processes/stop-signal.ts";
import { runCommand } from "./report/run-command.ts";
import { findBrowser } from "./requirements/find-browser.ts";
import { installRequirements } from "./requirements/requirements.ts";
import { fetchWeights, timed } from "./start/prepare.ts";
import { runVitest } from "./test/run-vitest.ts";
import { total } from "./test/tally.ts";

/**
 * `npm test`: installs what the tests need, builds, and runs them all: units, models and workerd
 * first, then the real product in a browser. The last line says how many passed and failed.
 * `npm test -- turn` runs only the files whose path contains "turn".
 */
await runCommand(async () => {
  const stop = stopSignal();
  const filters = process.argv.slice(2);
  await installRequirements(["browser", "recordings"]);
  await fetchWeights(stop);
  await timed("Building", () => build(stop));
  const env = { CHROME_PATH: findBrowser() };
  const parts = await runVitest(["unit", "local", "workerd", "conformance"], filters, env, stop);
  const simulated = await runVitest(["simulation"], filters, env, stop);
  const whole = await runVitest(["e2e"], filters, env, stop);
  const { passed, failed } = total([parts, simulated, whole]);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
