import { describe, expect, it } from "vitest";
import { startOptions } from "./start-options.ts";

describe("startOptions", () => {
  it("has defaults", () => {
    expect(startOptions([], {})).toEqual({
      port: 8787,
      data: ".parley/data",
      verbose: false,
      help: false,
    });
  });

  it("takes the port from the arguments before the environment", () => {
    expect(startOptions(["--port", "9000"], { PORT: "9001" }).port).toBe(9000);
    expect(startOptions(["--port=9000"], {}).port).toBe(9000);
    expect(startOptions([], { PORT: "9001" }).port).toBe(9001);
  });

  it.each(["http", "-1", "70000", "80.5"])("says in a sentence that %s is no port", (port) => {
    expect(() => startOptions([`--port=${port}`], {})).toThrow(`"${port}" is no port`);
  });

  it("names an unknown option and shows the known ones", () => {
    expect(() => startOptions(["--prot", "1"], {})).toThrow(/--prot[\s\S]*--port N/);
  });
});
