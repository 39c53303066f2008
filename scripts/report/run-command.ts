import { failureSentence } from "./failure.ts";

/**
 * Runs a command's body and sets the exit code to what it returns. An expected failure becomes one
 * sentence on standard error and exit code 1; a defect keeps its stack.
 */
export async function runCommand(body: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (thrown) {
    // Somebody ended the command while it was at work: that is no failure.
    if (thrown instanceof Error && thrown.name === "AbortError") return;
    console.error(`\n${failureSentence(thrown) ?? stack(thrown)}`);
    process.exitCode = 1;
  }
}

function stack(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
