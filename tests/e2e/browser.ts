import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { findBrowser } from "../../scripts/requirements/find-browser.ts";

/** What the browser's microphone is. */
export type FakeMicrophone =
  /** It hears a WAV file once, from when it is opened, and then silence. */
  | { readonly hears: string }
  /** The user refuses it. */
  | "denied"
  /** There is none. */
  | "missing";

/** Without these a browser looks for hosts of its maker at every start. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Opens Chromium with a microphone of the given kind. Where that is no missing one, there is a camera
 * too: it sees the MJPEG file `sees`, again and again, or else Chromium's own test picture.
 * @throws Error when this machine has no browser
 */
export async function openBrowser(microphone: FakeMicrophone, sees?: string): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error("There is no Chromium: `npm test` installs it, or set CHROME_PATH.");
  return chromium.launch({
    executablePath,
    args: [...QUIET, ...sandbox(), ...microphoneFlags(microphone), ...cameraFlags(sees)],
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

function cameraFlags(sees: string | undefined): string[] {
  return sees === undefined ? [] : [`--use-file-for-fake-video-capture=${sees}`];
}

/** The sandbox does not work for root, as which containers often run. */
function sandbox(): string[] {
  return process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}
