/**
 * A run's id names the Runner object that keeps it and the run in it: `run_<scope>.<run>`. Both are
 * random (96 and 128 bits), so that ids can't be guessed.
 */
const PATTERN = /^run_([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22})$/;

/** Makes the id of a new run in a scope. */
export function newRunId(scope: string): string {
  return `run_${scope}.${randomText(16)}`;
}

/** The name of the Runner object that keeps a run, or undefined when the text is no run's id. */
export function scopeOfRun(id: string): string | undefined {
  return PATTERN.exec(id)?.[1];
}

/** A new scope. */
export function newRunScope(): string {
  return randomText(12);
}

function randomText(bytes: number): string {
  const text = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
