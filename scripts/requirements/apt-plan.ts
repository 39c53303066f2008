/** What the tests need besides packages from npm. */
export type Requirement = "browser" | "recordings";

/** What {@link aptPlan} decides by. */
export interface Situation {
  readonly platform: NodeJS.Platform;
  readonly missing: readonly Requirement[];
  readonly hasApt: boolean;
  readonly isRoot: boolean;
  /** Whether sudo works without asking for a password. */
  readonly hasSudo: boolean;
}

/** What is to be done about what is missing. */
export type Plan =
  | { readonly type: "complete" }
  | { readonly type: "install"; readonly command: readonly string[]; readonly packages: string[] }
  | { readonly type: "ask"; readonly sentence: string };

const PACKAGES: Readonly<Record<Requirement, string>> = {
  browser: "chromium",
  recordings: "pocketsphinx-testdata",
};

const TITLES: Readonly<Record<Requirement, string>> = {
  browser: "Chromium, Chrome or Edge",
  recordings: "recordings of human speech",
};

/** Installs by apt where that needs no password, and says how to do it otherwise. */
export function aptPlan(situation: Situation): Plan {
  const { missing } = situation;
  if (missing.length === 0) return { type: "complete" };
  const packages = missing.map((one) => PACKAGES[one]);
  const may = situation.isRoot || situation.hasSudo;
  if (situation.platform === "linux" && situation.hasApt && may) {
    const command = ["apt-get", "install", "-y", "--no-install-recommends", ...packages];
    return {
      type: "install",
      packages,
      command: situation.isRoot ? command : ["sudo", "-n", ...command],
    };
  }
  const titles = missing.map((one) => TITLES[one]).join(" and ");
  return {
    type: "ask",
    sentence: `The tests need ${titles}. ${missing.map(how(situation)).join(" ")}`,
  };
}

function how(situation: Situation): (missing: Requirement) => string {
  return (missing) => {
    if (situation.platform === "linux" && situation.hasApt)
      return `Install it: sudo apt-get install ${PACKAGES[missing]}.`;
    if (missing === "browser")
      return "Install Chrome from google.com/chrome, or set CHROME_PATH to the program of one.";
    return "Unpack Debian's package pocketsphinx-testdata (packages.debian.org) and set PARLEY_SPEECH_DIR to its folder usr/share/pocketsphinx/test/data.";
  };
}
