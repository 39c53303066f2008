import { describe, expect, it } from "vitest";
import {
  agentStub,
  answer,
  ask,
  assistantWith,
  calls,
  letBeDue,
  openSession,
  prepareAgent,
} from "../testing/agent-probe.ts";
import { kill } from "../testing/tool-session.ts";
import { AGENT_LIMITS } from "./agent-limits.ts";

const agent = assistantWith({ followUps: true, greeting: "Hello there." });
/** A model that says what it was told to say. */
const reads = async function* (messages: readonly { text: string }[]) {
  yield `It is: ${messages.at(-1)?.text}`;
};

describe("arranging follow-ups", () => {
  it("M13: the model arranges one, within bounds", async () => {
    await prepareAgent("m13", agent);
    const think = calls("follow_up", { note: "Call  Bob.\n", delay_seconds: 3600 });
    const { client } = await openSession("ses_m13", "m13", agent, think);
    const before = Date.now();
    expect(await ask(client, "Go.")).toContain("It will be said at ");
    const [followUp, ...others] = await agentStub("m13").followUps();
    expect(others).toEqual([]);
    expect(followUp).toMatchObject({ note: "Call Bob.", state: "scheduled" });
    expect(followUp?.at).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(await agentStub("m13").removeFollowUp(followUp?.id ?? "")).toBe(true);
    expect(await agentStub("m13").removeFollowUp(followUp?.id ?? "")).toBe(false);
    expect(await agentStub("m13").followUps()).toEqual([]);
  });

  it("M13: the model is told what is wrong with a time", async () => {
    await prepareAgent("m13b", agent);
    const think = calls("follow_up", { note: "Call Bob.", at: "2020-01-01T00:00:00Z" });
    const { client } = await openSession("ses_m13b", "m13b", agent, think);
    expect(await ask(client, "Go.")).toContain("The time is over already.");
    const stub = agentStub("m13b");
    const far = { delaySeconds: 100_000 };
    expect(await stub.followUp(far, " \n")).toMatchObject({ ok: false, error: { field: "note" } });
    for (let n = 0; n < AGENT_LIMITS.followUps; n++) await stub.followUp(far, `note ${n}`);
    expect(await stub.followUp(far, "one more")).toMatchObject({
      ok: false,
      error: { code: "rate_limited" },
    });
  });
});

describe("telling", () => {
  it("M14: it is said in a session that is live, as data, and gone then", async () => {
    await prepareAgent("m14", agent);
    const { client, gateway } = await openSession("ses_m14", "m14", agent, reads);
    await ask(client, "Hello.");
    await agentStub("m14").followUp({ delaySeconds: 3600 }, 'Say "hi".');
    await letBeDue("m14");
    expect(await answer(client)).toContain(JSON.stringify('Say "hi".'));
    expect(gateway.prompts().at(-1)?.at(-1)).toMatchObject({ role: "user" });
    await expect.poll(() => agentStub("m14").followUps()).toEqual([]);
  });

  it("M14: it waits for a user who is away, and survives the session that did not say it", async () => {
    await prepareAgent("m14b", agent);
    await agentStub("m14b").followUp({ delaySeconds: 3600 }, "Call Bob.");
    await letBeDue("m14b");
    expect(await agentStub("m14b").followUps()).toMatchObject([{ state: "due" }]);
    const first = await openSession("ses_m14b", "m14b", agent, reads);
    await kill("ses_m14b");
    expect(first.gateway.prompts()).toEqual([]);
    const { client } = await openSession("ses_m14c", "m14b", agent, reads);
    client.send({ type: "microphone", state: "open" });
    expect(await answer(client)).toBe("Hello there.");
    expect(await answer(client)).toContain("Call Bob.");
    await expect.poll(() => agentStub("m14b").followUps()).toEqual([]);
  });

  it("M2, M14: a guest has follow-ups while the session is there", async () => {
    const user = "~ses_m14g";
    await prepareAgent(user, agent);
    const think = calls("follow_up", { note: "Drink water.", delay_seconds: 60 });
    const { client } = await openSession("ses_m14g", undefined, agent, think);
    await ask(client, "Go.");
    await letBeDue(user);
    expect(await answer(client)).toBe("All right.");
    await expect.poll(() => agentStub(user).followUps()).toEqual([]);
  });
});
