import { describe, expect, it } from "vitest";
import { importsOf, wrongImports } from "./import-direction.ts";

describe("importsOf", () => {
  it("finds static, type, side-effect, re-exporting and dynamic imports over several lines", () => {
    const source = `
      import a from "./a.ts";
      import type { B } from "./b.ts";
      import {
        c,
      } from "./c.ts";
      import "./d.ts";
      export * from "./e.ts";
      const f = await import("./f.ts");`;
    expect(importsOf(source)).toEqual([
      { specifier: "./a.ts", typeOnly: false },
      { specifier: "./b.ts", typeOnly: true },
      { specifier: "./c.ts", typeOnly: false },
      { specifier: "./d.ts", typeOnly: false },
      { specifier: "./e.ts", typeOnly: false },
      { specifier: "./f.ts", typeOnly: false },
    ]);
  });

  it("ignores comments", () => {
    expect(importsOf(`// import "./a.ts";\n/* import "./b.ts"; */\n`)).toEqual([]);
  });
});

describe("wrongImports", () => {
  const allowed = [
    ["shared/turn/machine.ts", "../audio/pcm.ts"],
    ["worker/gateway/run.ts", "../../shared/errors/app-error.ts"],
    ["worker/gateway/providers/local.ts", "../run-types.ts"],
    ["durable-objects/voice-session/session.ts", "../../worker/gateway/run.ts"],
    ["durable-objects/voice-session/session.ts", "../../worker/agents/registry.ts"],
    ["worker/index.ts", "../durable-objects/voice-session/session.ts"],
    ["client/browser/microphone.ts", "../core/voice-client.ts"],
    ["client/browser/microphone.ts", "../../shared/audio/resampler.ts"],
    ["local/speech/moonshine.ts", "../../shared/audio/resampler.ts"],
    ["bench/embedded.ts", "../client/node/wav-input.ts"],
    ["shared/turn/machine.test.ts", "../../tests/fixtures/clip.ts"],
    ["shared/audio/vad.test.ts", "../../scripts/build/extract-vad.ts"],
  ] as const;
  it.each(allowed)("lets %s import %s", (path, specifier) => {
    expect(wrongImports(path, `import { x } from "${specifier}";`)).toEqual([]);
  });

  const refused = [
    ["shared/turn/machine.ts", "../../worker/gateway/run.ts"],
    ["worker/gateway/run.ts", "../../durable-objects/voice-session/session.ts"],
    ["worker/gateway/run.ts", "../routes/sessions.ts"],
    ["worker/agents/parley.ts", "../gateway/run.ts"],
    ["durable-objects/voice-session/session.ts", "../../worker/routes/sessions.ts"],
    ["client/core/voice-client.ts", "../browser/microphone.ts"],
    ["client/playground/app.tsx", "../../worker/env.ts"],
    ["local/speech/moonshine.ts", "../../shared/protocol/frame.ts"],
    ["local/server.ts", "../worker/gateway/run.ts"],
    ["shared/turn/machine.ts", "../../tests/fixtures/clip.ts"],
  ] as const;
  it.each(refused)("refuses that %s imports %s", (path, specifier) => {
    expect(wrongImports(path, `import { x } from "${specifier}";`)).toHaveLength(1);
  });

  it("lets the environment's type name an object's class, but not its code", () => {
    const specifier = "../durable-objects/voice-session/session.ts";
    expect(wrongImports("worker/env.ts", `import type { V } from "${specifier}";`)).toEqual([]);
    expect(wrongImports("worker/env.ts", `import { V } from "${specifier}";`)).toHaveLength(1);
  });
});
