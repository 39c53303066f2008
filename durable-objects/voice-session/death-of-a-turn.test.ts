import { describe, expect, it } from "vitest";
import type { AgentDefinition, AgentTool } from "../../worker/agents/agent-definition.ts";
import { gate, MortalSession } from "../testing/mortal-session.ts";
import type { Script } from "../testing/scripted-gateway.ts";
import { isAgent, isUser, SPEECH, talk } from "../testing/spoken-call.ts";
import { TestClient } from "../testing/test-client.ts";
import { begun, held, quick } from "../testing/tool-session.ts";

/** A conversation whose microphone is open, and whose model has answered once. */
async function called(id: string, steps: Script): Promise<[MortalSession, TestClient]> {
  const session = await MortalSession.begin(id, steps);
  return [session, await talk(id)];
}

/** A client that comes back and opens its microphone. */
async function callAgain(session: MortalSession): Promise<TestClient> {
  const client = await session.comeBack();
  client.send({ type: "microphone", state: "open" });
  return client;
}

/** Questions besides the first, which `talk` asks. */
const asked = (session: MortalSession): number => session.asked - 1;

describe("an object that dies while the user speaks", () => {
  it("D76: what was said is kept, and what is said then joins it", async () => {
    const words = ["Go forward", "ten meters."];
    let life = 0;
    const [session, first] = await called("ses_d76xa", { listen: () => words[life] ?? "" });
    first.speak(SPEECH);
    await first.next("interim", ({ text }) => text === "Go forward");
    await session.untilKept("Go forward");
    await session.die();
    life = 1;
    const second = await callAgain(session);
    second.speak(SPEECH);
    second.silence(1_500);
    await second.next("message", isUser);
    await second.next("reply-end");
    expect((await session.lines()).at(2)).toBe("user: Go forward ten meters.");
    expect(asked(session)).toBe(1);
  });

  it("D76: who says no more is answered", async () => {
    const [session, first] = await called("ses_d76xb", { listen: () => "Go forward ten meters." });
    first.speak(SPEECH);
    await first.next("interim", ({ text }) => text !== "");
    await session.untilKept("Go forward");
    await session.die();
    const second = await callAgain(session);
    second.silence(3_000);
    await second.next("message", isUser);
    await second.next("reply-end");
    expect((await session.lines()).at(2)).toBe("user: Go forward ten meters.");
    expect(asked(session)).toBe(1);
  });

  it("D76: a voice without words that were known leaves no trace", async () => {
    const [session, first] = await called("ses_d76xc", {
      listen: (_, signal) =>
        new Promise<string>((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason)),
        ),
    });
    first.speak(SPEECH);
    await first.next("speech-start");
    await session.untilKept('"hearing"');
    await session.die();
    const second = await callAgain(session);
    second.send({ type: "text", text: "Hello?" });
    await second.next("reply-end");
    expect((await session.lines()).at(2)).toBe("user: Hello?");
    expect(second.messages.find(({ type }) => type === "reply-start")).toMatchObject({ turn: 3 });
  });

  it("D77: a reply on speculation is committed by the next life, and asked once", async () => {
    const answer = gate();
    const [session, first] = await called("ses_d77x", {
      listen: () => "Go forward ten meters and",
      async *think(messages) {
        if (messages.at(-1)?.text !== "Hi.") await answer.opened;
        yield "I go.";
      },
    });
    first.speak(SPEECH);
    first.silence(300);
    await expect.poll(() => asked(session)).toBe(1);
    await session.untilKept('"speculating"');
    await session.die();
    const second = await callAgain(session);
    second.silence(4_000);
    await second.next("message", isUser);
    answer.open();
    expect(await second.next("caption")).toMatchObject({ text: "I go." });
    const { turn, samples } = await second.next("reply-end");
    second.send({ type: "played", turn, samples, done: true });
    await second.next("message", isAgent);
    expect((await session.lines()).slice(2)).toEqual([
      "user: Go forward ten meters and",
      "assistant: I go.",
    ]);
    expect(asked(session)).toBe(1);
  });

  it("D77: it is dropped when the user goes on, and counts as wasted", async () => {
    const words = ["Go forward and", "ten meters."];
    let life = 0;
    const [session, first] = await called("ses_d77xb", {
      listen: () => words[life] ?? "",
      async *think(messages, signal) {
        if (messages.at(-1)?.text === "Go forward and")
          await new Promise((_, reject) =>
            signal.addEventListener("abort", () => reject(signal.reason)),
          );
        yield "I go.";
      },
    });
    first.speak(SPEECH);
    first.silence(300);
    await expect.poll(() => asked(session)).toBe(1);
    await session.untilKept('"speculating"');
    await session.die();
    life = 1;
    const second = await callAgain(session);
    second.speak(SPEECH);
    second.silence(1_500);
    await second.next("message", isUser);
    const { wasted } = await second.next("metrics");
    expect(wasted?.replies).toBe(1);
    expect((await session.lines()).at(2)).toBe("user: Go forward and ten meters.");
  });

  it("D78: what was learnt of the speaker and spent on speculation lives on", async () => {
    const words = ["Go forward and", "Go forward and ten meters."];
    let pauses = 0;
    const [session, first] = await called("ses_d78x", { listen: () => words[pauses] ?? "" });
    first.speak(SPEECH);
    first.silence(300);
    await expect.poll(() => asked(session)).toBe(1);
    pauses = 1;
    first.speak(SPEECH);
    first.silence(1_000);
    const { turn, samples } = await first.next("reply-end");
    first.send({ type: "played", turn, samples, done: true });
    await first.next("message", isAgent);
    await session.untilKept('"wasted":{"replies":1');
    await session.die();
    const second = await session.comeBack();
    second.send({ type: "text", text: "Go." });
    expect((await second.next("metrics")).wasted?.replies).toBe(1);
    expect((await second.next("reply-end")).turn).toBe(turn + 1);
  });
});

describe("an object that dies while a tool runs", () => {
  const agentWith = (tools: Record<string, AgentTool>): AgentDefinition[] => [
    { name: "assistant", title: "Assistant", instructions: "Be kind.", tools },
  ];

  const thinking = (...tools: string[]): Script => ({
    async *think(messages) {
      const results = messages.filter(({ role }) => role === "tool").map(({ text }) => text);
      const next = tools[results.length];
      if (next !== undefined) yield { tool: next, input: "{}" };
      else yield `I read: ${results.join(" and ")}`;
    },
  });

  it("D79: one that writes is not run again, and the model is told that its outcome is unknown", async () => {
    const slow = held();
    const session = await MortalSession.begin(
      "ses_d79xa",
      thinking("slow"),
      agentWith({ slow: slow.tool }),
    );
    const first = await TestClient.connect(session.id, false);
    first.send({ type: "text", text: "Go." });
    await begun(slow);
    await session.die();
    const second = await session.comeBack(undefined, false);
    const { message } = await second.next("message", isAgent);
    expect(message.parts.at(-1)).toMatchObject({
      text: expect.stringContaining("Whether it was done is not known") as string,
    });
    expect(slow.runs()).toBe(1);
    expect(session.asked).toBe(2);
  });

  it("D79: one that only reads is run again", async () => {
    const slow = held({ readOnly: true });
    const session = await MortalSession.begin(
      "ses_d79xb",
      thinking("slow"),
      agentWith({ slow: slow.tool }),
    );
    const first = await TestClient.connect(session.id, false);
    first.send({ type: "text", text: "Go." });
    await begun(slow);
    await session.untilKept("input-available");
    await session.die();
    slow.end("now");
    const second = await session.comeBack(undefined, false);
    await second.next("message", isAgent);
    expect((await session.lines()).at(-1)).toBe("assistant: I read: now");
    expect(slow.runs()).toBe(2);
    expect(session.asked).toBe(2);
  });

  it("D79: outcomes that were known are given again, and each round's run answers again", async () => {
    let written = 0;
    const write = quick("written");
    const counted = { ...write, run: () => `written ${++written}` } as AgentTool;
    const slow = held();
    const session = await MortalSession.begin(
      "ses_d79xc",
      thinking("write", "slow"),
      agentWith({ write: counted, slow: slow.tool }),
    );
    const first = await TestClient.connect(session.id, false);
    first.send({ type: "text", text: "Go." });
    await begun(slow);
    await session.die();
    const second = await session.comeBack(undefined, false);
    await second.next("message", isAgent);
    const last = (await session.history()).at(-1);
    expect(last?.parts).toMatchObject([
      { name: "write", state: "output-available", output: "written 1" },
      { name: "slow", state: "output-error" },
      { type: "text" },
    ]);
    expect(written).toBe(1);
    expect(slow.runs()).toBe(1);
    expect(session.asked).toBe(3);
  });
});
