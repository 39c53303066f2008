import { VoiceError } from "../core/voice-error.ts";

/** What the server tells its own pages, so that they can open a session. */
export interface PageConfig {
  readonly publishableKey: string;
}

/**
 * Fetches `/config.json`.
 * @throws VoiceError `connection_failed`, retryable when the server could not be reached.
 */
export async function fetchPageConfig(origin: string): Promise<PageConfig> {
  let response: Response;
  try {
    response = await fetch(`${origin}/config.json`);
  } catch (cause) {
    throw failed("The server can't be reached.", true, cause);
  }
  if (!response.ok)
    throw failed(`The server answered with status ${response.status}.`, response.status >= 500);
  const config: unknown = await response.json().catch((cause: unknown) => {
    throw failed("The server's settings are not JSON.", false, cause);
  });
  return readPageConfig(config);
}

/** @throws VoiceError when the settings lack a field that the page needs. */
export function readPageConfig(config: unknown): PageConfig {
  const { publishableKey } = (config ?? {}) as Partial<Record<string, unknown>>;
  if (typeof publishableKey !== "string" || publishableKey === "")
    throw failed("The server's settings have no publishableKey.", false);
  return { publishableKey };
}

function failed(message: string, retryable: boolean, cause?: unknown): VoiceError {
  return new VoiceError("connection_failed", message, { stage: "connection", retryable, cause });
}
