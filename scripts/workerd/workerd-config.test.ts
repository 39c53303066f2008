import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseJsonc } from "./jsonc.ts";
import { workerdConfig } from "./workerd-config.ts";
import { readWranglerConfig } from "./wrangler-config.ts";

const wrangler = readWranglerConfig(`{
  "compatibility_date": "2026-10-01",
  "compatibility_flags": ["a_flag"],
  "vars": { "GREETING": "say \\"hi\\"", "PARLEY_ORIGINS": "old" },
  "durable_objects": { "bindings": [
    { "name": "VOICE_SESSION", "class_name": "VoiceSession" },
    { "name": "AGAIN", "class_name": "VoiceSession" },
    { "name": "PLAIN", "class_name": "Plain" },
  ] },
  "migrations": [{ "tag": "v1", "new_sqlite_classes": ["VoiceSession"] }, { "tag": "v2" }],
  "assets": { "directory": "dist/client", "binding": "ASSETS" },
}`);

const config = workerdConfig({
  wrangler,
  variables: ["PARLEY_SECRET", "PARLEY_ORIGINS"],
  modules: [
    { name: "index.js", path: "worker/index.js" },
    { name: "1a2b-silero16k.bin", path: "worker/1a2b-silero16k.bin" },
  ],
  assetsModule: "../scripts/workerd/assets-worker.mjs",
  data: ".parley/data",
  port: 8820,
});

describe("workerdConfig", () => {
  it("listens on this machine only", () => {
    expect(config).toContain('address = "127.0.0.1:8820"');
  });

  it("declares each class once, with SQLite where a migration says so", () => {
    expect(config.match(/className = "VoiceSession"/g)).toHaveLength(1);
    expect(config).toContain(
      '(className = "VoiceSession", uniqueKey = "parley-VoiceSession", enableSql = true)',
    );
    expect(config).toContain(
      '(className = "Plain", uniqueKey = "parley-Plain", enableSql = false)',
    );
    expect(config).toContain('(name = "AGAIN", durableObjectNamespace = "VoiceSession")');
  });

  it("takes variables from the environment and holds no value of them", () => {
    expect(config).toContain('(name = "PARLEY_SECRET", fromEnvironment = "PARLEY_SECRET")');
    expect(config).not.toContain('text = "old"');
    expect(config).toContain(String.raw`(name = "GREETING", text = "say \"hi\"")`);
  });

  it("embeds modules by their kind", () => {
    expect(config).toContain('(name = "index.js", esModule = embed "worker/index.js")');
    expect(config).toContain('data = embed "worker/1a2b-silero16k.bin"');
  });

  it("reads the project's own wrangler.jsonc", () => {
    const own = readWranglerConfig(readFileSync("wrangler.jsonc", "utf8"));
    expect(own.migrations.flatMap((one) => one.new_sqlite_classes)).toContain("VoiceSession");
  });
});

describe("parseJsonc", () => {
  it("drops comments and trailing commas, but not inside strings", () => {
    const text = `{ // one\n "url": "http://a/*b*/", /* two */ "list": [1, 2,], "s": "a,]\\"//", }`;
    expect(parseJsonc(text)).toEqual({ url: "http://a/*b*/", list: [1, 2], s: 'a,]"//' });
  });
});
