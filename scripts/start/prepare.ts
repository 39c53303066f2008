import { runToEnd } from "../processes/run-to-end.ts";
import { ownScript } from "../processes/tool.ts";
import { Failure } from "../report/failure.ts";

/** Exit code of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

/**
 * Fetches the model weights that are missing, with a progress bar; quick when all are there.
 * @throws Failure without a further sentence: the fetching has said what is wrong
 */
export async function fetchWeights(signal?: AbortSignal): Promise<void> {
  const { code } = await runToEnd(ownScript("local/weights/cli.ts"), {
    visible: true,
    ...(signal && { signal }),
  });
  if (code === INTERRUPTED) throw new DOMException("The command was ended.", "AbortError");
  if (code !== 0) throw new Failure("The model weights are not complete, so nothing was started.");
}

/** Says what is being done, and when it took noticeable time, how long. */
export async function timed<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const timer = setTimeout(() => console.log(`${title} …`), 300);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    const seconds = (performance.now() - started) / 1000;
    if (seconds > 0.3) console.log(`${title}: ${seconds.toFixed(1)} s`);
  }
}
