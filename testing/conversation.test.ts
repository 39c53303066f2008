import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { AgentDefinition } from "../worker/agents/agent-definition.ts";
import { latencyOf } from "../shared/timeline/latency-of.ts";
import { replay } from "../shared/timeline/replay.ts";
import { converse, pause } from "./conversation.ts";

const agent: AgentDefinition = { name: "teller", title: "Teller", instructions: "Tell stories." };
const story = "Once upon a time there was a king. He had a daughter with golden hair. That is all.";
const models = { think: ({ said }: { said: string }) => (said === "" ? "What?" : story) };

describe("a conversation in virtual time", () => {
  it("takes a reply up again where the network broke it off", async () => {
    const talk = await converse({ agent, models });
    await talk.say("Tell me a story.");
    await talk.audible();
    await talk.wait(1_000);
    talk.disconnect();
    await talk.wait(3_000);
    talk.reconnect();
    expect(await talk.hears(story)).toMatchObject({ interrupted: false });
    await talk.hangUp();
    expect(talk.transcript).toEqual(["user: Tell me a story.", `agent: ${story}`]);
  });

  it("knows what was said before a crash", async () => {
    const talk = await converse({ agent, models });
    await talk.say("Tell me a story.");
    await talk.hears(story);
    talk.crash();
    await talk.say("Another one.");
    await talk.hears(story);
    await talk.hangUp();
    expect(talk.transcript.filter((line) => line.startsWith("user"))).toHaveLength(2);
  });

  it("waits for a user who has only paused", async () => {
    const talk = await converse({ agent, models });
    await talk.say("Tell me a story about", pause(900), "a king.");
    await talk.hears(story);
    expect(talk.transcript[0]).toBe("user: Tell me a story about a king.");
    await talk.hangUp();
  });

  it("lets a key decide, where the client has one", async () => {
    const talk = await converse({ agent, models, turns: "manual" });
    talk.turn("begin");
    await talk.say("Tell me a story.", pause(2_000));
    talk.turn("end");
    expect((await talk.hears("Once")).interrupted).toBe(false);
    await talk.hangUp();
  });

  it("takes typed words, and a button that stops the agent", async () => {
    const talk = await converse({ agent, models });
    talk.type("Tell me a story.");
    await talk.audible();
    await talk.wait(800);
    talk.interrupt();
    expect(await talk.hears("Once")).toMatchObject({ interrupted: true });
    await talk.hangUp();
  });

  it("apologises for a model that fails", async () => {
    const talk = await converse({ agent, models: { think: () => new Error("down") } });
    await talk.say("Tell me a story.");
    expect((await talk.hears("Sorry")).interrupted).toBe(false);
    await talk.hangUp();
  });

  it("says what the agent said instead of what was expected", async () => {
    const talk = await converse({ agent, models });
    await talk.say("Tell me a story.");
    await expect(talk.hears("queen")).rejects.toThrow(/Once upon a time/);
    await talk.hangUp();
  });

  it("says so when nothing comes", async () => {
    const talk = await converse({ agent: { ...agent, turn: { awayMs: "off" } }, models });
    await expect(talk.hears()).rejects.toThrow(/in vain/);
    await talk.hangUp();
  });
});

describe("a conversation's timeline", () => {
  it("tells where the time of a turn went, and today's machine decides the same", async () => {
    const talk = await converse({
      agent: { ...agent, turn: { speculation: "off" } },
      models: { ...models, listenMs: 90, thinkMs: 250, speakMs: 110 },
    });
    await talk.say("Tell me a story.");
    await talk.hears(story);
    await talk.hangUp();
    const { stages, total, unaccounted, isHeard } = latencyOf(talk.timeline, 1) ?? {};
    expect(isHeard).toBe(true);
    expect(unaccounted).toBe(0);
    expect(stages).toMatchObject({ firstToken: 250, firstAudio: 110, tools: 0, jitterBuffer: 60 });
    expect(stages?.transcription).toBeGreaterThanOrEqual(90);
    // There and back.
    expect(stages?.network).toBeGreaterThanOrEqual(40);
    expect(total).toBe(Object.values(stages ?? {}).reduce((sum, ms) => sum + ms, 0));
    const timeline = { version: 1, session: "session", entries: talk.timeline };
    const events = talk.timeline.filter(({ type }) => type === "event").length;
    expect(events).toBeGreaterThan(0);
    expect(replay(timeline)).toMatchObject({ type: "same", events });
  });
});

describe("docs/testing.md", () => {
  it("shows the example that runs here", async () => {
    const page = await readFile(new URL("../docs/testing.md", import.meta.url), "utf8");
    const example = await readFile(new URL("./example.test.ts", import.meta.url), "utf8");
    expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
  });
});
