import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

/** What the browser's microphone is. */
export type FakeMicrophone =
  /** It hears a WAV file once, from when it is opened, and then silence. */
  | { readonly hears: string }
  /** The user refuses it. */
  | "denied"
  /** There is none. */
  | "missing";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Without these a browser looks for hosts of its maker at every start. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/** Opens Chromium with a microphone of the given kind. */
export function openBrowser(microphone: FakeMicrophone): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [...QUIET, ...sandbox(), ...microphoneFlags(microphone)],
  });
}

function microphoneFlags(microphone: FakeMicrophone): string[] {
  if (microphone === "missing") return ["--use-fake-ui-for-media-stream"];
  const device = "--use-fake-device-for-media-stream";
  // Without a user interface to ask in, a headless browser takes the question as refused.
  if (microphone === "denied") return [device];
  return [
    device,
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-audio-capture=${microphone.hears}%noloop`,
  ];
}

/** The sandbox does not work for root, as which containers often run. */
function sandbox(): string[] {
  return process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}

function chromiumPath(): string {
  const path = process.env["CHROME_PATH"] ?? PATHS.find((one) => existsSync(one));
  if (path === undefined)
    throw new Error("There is no Chromium: `npm test` installs it, or set CHROME_PATH.");
  return path;
}
