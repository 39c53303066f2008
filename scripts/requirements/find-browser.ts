import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What decides where a browser may be. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
const WINDOWS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/** Where Chromium, Chrome or Edge usually are, in the order of preference; CHROME_PATH comes first. */
export function browserPaths({ platform, env }: Machine): string[] {
  const chosen = env["CHROME_PATH"];
  return [...(chosen ? [chosen] : []), ...usualPaths(platform, env)];
}

function usualPaths(platform: NodeJS.Platform, env: Machine["env"]): string[] {
  if (platform === "darwin") return MAC;
  if (platform === "win32")
    return ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => {
      const folder = env[name];
      return folder ? WINDOWS.map((path) => `${folder}\\${path}`) : [];
    });
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** Path of a browser that speaks Chromium's protocol, if this machine has one. */
export function findBrowser(machine: Machine = process): string | undefined {
  return browserPaths(machine).find((path) => existsSync(path));
}
