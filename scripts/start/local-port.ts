import { freePort } from "../processes/port.ts";

const DEFAULT_PORT = 8788;

/** The model server's port: PARLEY_LOCAL_PORT or the usual one, and where that is taken a free one. */
export function localPort(): Promise<number> {
  return freePort(Number(process.env["PARLEY_LOCAL_PORT"] || DEFAULT_PORT));
}
