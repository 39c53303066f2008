import { describe, expect, it } from "vitest";
import { aptPlan } from "./apt-plan.ts";
import { browserPaths } from "./find-browser.ts";

const debian = {
  platform: "linux",
  missing: ["browser", "recordings"],
  hasApt: true,
  isRoot: true,
  hasSudo: false,
} as const;

describe("aptPlan", () => {
  it("does nothing when nothing is missing", () => {
    expect(aptPlan({ ...debian, missing: [] })).toEqual({ type: "complete" });
  });

  it("installs only what is missing, as root or by a sudo that asks nothing", () => {
    const root = aptPlan({ ...debian, missing: ["recordings"] });
    expect(root).toMatchObject({
      command: ["apt-get", "install", "-y", "--no-install-recommends", "pocketsphinx-testdata"],
    });
    const sudo = aptPlan({ ...debian, isRoot: false, hasSudo: true });
    expect(sudo).toMatchObject({ packages: ["chromium", "pocketsphinx-testdata"] });
    expect(sudo).toHaveProperty("command.0", "sudo");
  });

  it("says how where only the user can", () => {
    const sentence = (situation: Parameters<typeof aptPlan>[0]) => {
      const plan = aptPlan(situation);
      return plan.type === "ask" ? plan.sentence : plan.type;
    };
    expect(sentence({ ...debian, isRoot: false })).toContain("sudo apt-get install chromium");
    const mac = { ...debian, platform: "darwin", hasApt: false } as const;
    expect(sentence(mac)).toContain("CHROME_PATH");
    expect(sentence(mac)).toContain("PARLEY_SPEECH_DIR");
  });
});

describe("browserPaths", () => {
  it("prefers CHROME_PATH", () => {
    const env = { CHROME_PATH: "/opt/chrome", PATH: "/usr/bin" };
    expect(browserPaths({ platform: "linux", env }).slice(0, 2)).toEqual([
      "/opt/chrome",
      "/usr/bin/chromium",
    ]);
  });

  it("knows the usual places of macOS and Windows", () => {
    const mac = browserPaths({ platform: "darwin", env: {} });
    expect(mac[0]).toBe("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    const windows = browserPaths({ platform: "win32", env: { PROGRAMFILES: "C:\\Program Files" } });
    expect(windows).toContain("C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe");
  });
});
