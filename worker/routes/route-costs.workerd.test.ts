import { describe, expect, it } from "vitest";
import { limit, model } from "../gateway/testing/route-elements.ts";
import { broken, cheap, MINI, newRoute, said, start } from "./testing/route-probe.ts";

describe("cost limits of routes", () => {
  it("Y33: a cost limit is not exceeded, however many ask at once", async () => {
    // An answer of ten tokens to so short a prompt costs at most 0.2 to 0.3 cents.
    const name = await newRoute(
      limit("budget", { limitType: "cost", limit: 0.01, interval: 86_400 }, "big", "mini"),
      model("big", "openai/gpt-4.1"),
      MINI,
    );
    const input = { messages: [{ role: "user" as const, text: "Hello." }], maxTokens: 10 };
    const runs = Array.from({ length: 30 }, () => start(name, { input }, cheap().fetch));
    const models = await Promise.all(runs.map(({ run }) => said(run)));
    const big = models.filter((one) => one === "gpt-4.1").length;
    expect(big).toBeGreaterThanOrEqual(3);
    expect(big).toBeLessThanOrEqual(5);
    await Promise.all(runs.map(({ settled }) => settled()));
    // What they did cost is far less, so that there is room again.
    expect(await said(start(name, { input }, cheap().fetch).run)).toBe("gpt-4.1");
  });

  it("Y33: what a run that asked nobody held is given back", async () => {
    const name = await newRoute(
      limit("budget", { limitType: "cost", limit: 0.003, interval: 86_400 }, "big", "mini"),
      model("big", "openai/gpt-4.1"),
      MINI,
    );
    const input = { messages: [{ role: "user" as const, text: "Hello." }], maxTokens: 10 };
    const options = { guards: ["nobody"] };
    const refused = start(name, { input, options }, cheap().fetch);
    await expect(said(refused.run)).rejects.toMatchObject({ field: "guards" });
    const left = start(name, { input }, cheap().fetch);
    const events = left.run[Symbol.asyncIterator]();
    const first = events.next();
    await events.return?.();
    await first;
    await Promise.all([refused.settled(), left.settled()]);
    expect(await said(start(name, { input }, cheap().fetch).run)).toBe("gpt-4.1");
  });

  it("Y34: another try for which there is no room is not made", async () => {
    const name = await newRoute(
      limit("budget", { limitType: "cost", limit: 0.003, interval: 86_400 }, "big"),
      model("big", "openai/gpt-4.1", "small", { retries: 0 }),
      model("small", "groq/llama-3.3-70b-versatile"),
    );
    const input = { messages: [{ role: "user" as const, text: "Hello." }], maxTokens: 10 };
    // What broke after it began is not given back, so nothing is left for the second model.
    const { asked, fetch } = broken();
    const { run, records, settled } = start(name, { input }, fetch);
    await expect(said(run)).rejects.toMatchObject({
      code: "rate_limited",
      incomplete: "text",
    });
    expect(asked).toEqual(["gpt-4.1"]);
    expect(records).toMatchObject([
      { model: "gpt-4.1", status: "failed" },
      { model: "llama-3.3-70b-versatile", error: "rate_limited", costUsd: 0 },
    ]);
    await settled();
  });

  it("Y35: a model without a known price is not asked behind a cost limit", async () => {
    const name = await newRoute(
      limit("budget", { limitType: "cost", limit: 1, interval: 86_400 }, "own", "mini"),
      model("own", "openai/of-tomorrow", "mini"),
      MINI,
    );
    expect(await said(start(name, {}, cheap().fetch).run)).toBe("gpt-4.1-mini");
    const alone = await newRoute(
      limit("budget", { limitType: "cost", limit: 1, interval: 86_400 }, "own"),
      model("own", "openai/of-tomorrow"),
    );
    await expect(said(start(alone).run)).rejects.toMatchObject({
      code: "bad_input",
      field: "elements.own",
      message: expect.stringContaining("price") as string,
    });
  });
});
