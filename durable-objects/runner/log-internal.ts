import type { AppError } from "../../shared/errors/app-error.ts";

/** Logs what was thrown underneath where it is our own fault: errors lose it on their way out. */
export function logInternal({ code, cause }: AppError): void {
  // oxlint-disable-next-line no-console -- the platform's log is the console
  if (code === "internal" && cause !== undefined) console.error(cause);
}
