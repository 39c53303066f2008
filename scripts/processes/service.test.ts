import { describe, expect, it } from "vitest";
import { ServiceGroup } from "./service-group.ts";
import type { ServiceSpec } from "./service.ts";
import { Service } from "./service.ts";

const spec = (program: string, graceMs = 5_000): ServiceSpec => ({
  name: "test-service",
  command: { file: process.execPath, args: ["-e", program] },
  env: process.env,
  graceMs,
  verbose: false,
});
/** Prints a line when it is up, and stays. */
const STAYS = `setInterval(() => {}, 1000); console.log("up");`;
/** Starts a process that ends by itself only when it is killed. */
const KID = `require("node:child_process").spawn(
  process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"],
  { stdio: "inherit" })`;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe("a service", () => {
  it("ends when it is asked to", async () => {
    const service = new Service(spec(STAYS));
    await until(() => service.lastLines().includes("up"));
    await service.stop();
    expect(await service.ended).toBe("signal SIGTERM");
  });

  it("is killed when it doesn't, together with what it started", async () => {
    const service = new Service(spec(`${KID}; process.on("SIGTERM", () => {}); ${STAYS}`, 1));
    await until(() => service.lastLines().includes("up"));
    await service.stop();
    // The kid holds the output open, so this resolves only when it has ended as well.
    expect(await service.ended).toBe("signal SIGKILL");
  });

  it("leaves nothing behind when it crashes", async () => {
    const service = new Service(spec(`${KID}; setImmediate(() => process.exit(4));`));
    expect(await service.ended).toBe("exit code 4");
  });

  it("keeps the last lines of both its outputs", async () => {
    const service = new Service(
      spec(`for (let i = 0; i < 30; i++) console.log("line", i); console.error("the end")`),
    );
    expect(await service.ended).toBe("exit code 0");
    expect(service.lastLines()).toHaveLength(15);
    expect(service.lastLines()).toContain("the end");
  });
});

describe("a group of services", () => {
  it("reports the crash of one with its last words", async () => {
    const group = new ServiceGroup();
    group.start(spec(`console.log("out of luck"); process.exitCode = 3;`));
    await until(() => group.crashed.aborted);
    expect(String(group.crashed.reason)).toMatch(
      /test-service ended.*exit code 3[\s\S]*out of luck/,
    );
    await group.stop();
  });

  it("starts one again as long as it is told to", async () => {
    const group = new ServiceGroup();
    const asked: number[] = [];
    group.start(spec(`process.exitCode = 1;`), (crashes) => {
      asked.push(crashes);
      return crashes < 3 ? 0 : undefined;
    });
    await until(() => group.crashed.aborted);
    expect(asked).toEqual([1, 2, 3]);
    await group.stop();
  });
});
