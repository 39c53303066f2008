import type { Progress } from "./fetch-weights.ts";
import { fetchWeights } from "./fetch-weights.ts";
import { MANIFEST } from "./manifest.ts";
import { progressBar, progressLine } from "./progress-bar.ts";
import { WeightsError } from "./weights-error.ts";
import { weightsFolder } from "./weights-folder.ts";

/**
 * `node local/weights/cli.ts`: fetches what is missing, with a progress bar on a terminal and plain
 * lines elsewhere. Exit codes: 0 all there, 1 not (one sentence on standard error), 130 interrupted.
 */
const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => interrupted.abort(new Error("Interrupted.")));

const terminal = process.stdout.isTTY;
let shown: Progress | undefined;

function show(progress: Progress): void {
  if (terminal) process.stdout.write(`\r\u001b[2K${progressBar(progress)}`);
  else {
    const line = progressLine(shown, progress);
    if (line !== undefined) console.log(line);
  }
  shown = progress;
}

try {
  const { signal } = interrupted;
  const { fetched } = await fetchWeights(MANIFEST, weightsFolder(), { onProgress: show, signal });
  if (terminal && fetched.length > 0) process.stdout.write("\n");
} catch (thrown) {
  if (terminal && shown !== undefined) process.stdout.write("\n");
  if (interrupted.signal.aborted) process.exitCode = 130;
  else if (thrown instanceof WeightsError) {
    console.error(thrown.message);
    process.exitCode = 1;
  } else throw thrown;
}
