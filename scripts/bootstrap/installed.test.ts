import { describe, expect, it } from "vitest";
import { installFailure } from "./install-failure.mjs";
import { isInstalled } from "./installed.mjs";

const locked = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/a-darwin": { version: "1.0.0", integrity: "sha512-b", optional: true },
  },
};

describe("isInstalled", () => {
  it("is false without node_modules", () => {
    expect(isInstalled(locked, undefined)).toBe(false);
  });

  it("accepts that another platform's optional package is missing", () => {
    const packages = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };
    expect(isInstalled(locked, { packages })).toBe(true);
  });

  it("is false when a package is missing or has another content", () => {
    expect(isInstalled(locked, { packages: {} })).toBe(false);
    const packages = { "node_modules/a": { version: "1.0.0", integrity: "sha512-other" } };
    expect(isInstalled(locked, { packages })).toBe(false);
  });
});

describe("installFailure", () => {
  it("names a full disk, a missing network and missing rights in a sentence", () => {
    expect(installFailure("npm error code ENOSPC")).toMatch(/^The disk is full/);
    expect(installFailure("npm error code ENOTFOUND")).toMatch(/^npm's registry can't be reached/);
    expect(installFailure("npm error code EACCES")).toMatch(/^npm may not write/);
  });

  it("passes on npm's own first lines for anything else", () => {
    expect(installFailure("npm warn x\nnpm error code EINTEGRITY\n")).toContain("EINTEGRITY");
  });
});
