import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { latencyOf } from "../../shared/timeline/latency-of.ts";
import { replay } from "../../shared/timeline/replay.ts";
import type { Timeline } from "../../shared/timeline/timeline.ts";
import type { TimelineFact } from "../../shared/timeline/timeline-entry.ts";
import { TURN_SETTINGS } from "../../shared/turn/turn-settings.ts";
import { script, sessionStub, TestClient } from "../testing/test-client.ts";
import { TimelineJournal } from "./timeline-journal.ts";

const url = (session: string): string => `http://parley.test/v1/sessions/${session}`;

async function timelineOf(session: string): Promise<Timeline> {
  const response = await sessionStub(session).fetch(`${url(session)}/timeline`);
  expect(response.status).toBe(200);
  return await response.json();
}

async function ask(session: string): Promise<void> {
  await script(session, {});
  const client = await TestClient.connect(session);
  client.send({ type: "text", text: "Hello?" });
  const { samples, turn } = await client.next("reply-end");
  client.send({ type: "heard", turn, firstAudioMs: 120 });
  client.send({ type: "played", turn, samples, done: true });
  await client.next("message", ({ message }) => message.role === "assistant");
}

describe("the timeline", () => {
  it("D60: tells what happened and what was decided, and today's machine decides the same", async () => {
    await ask("ses_d60");
    const timeline = await timelineOf("ses_d60");
    expect(timeline.session).toBe("ses_d60");
    expect(timeline.entries.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["began", "hello", "event", "moment", "heard"]),
    );
    const result = replay(timeline);
    expect(result).toMatchObject({ type: "same" });
    expect(latencyOf(timeline.entries, 1)).toMatchObject({ isHeard: true, total: 120 });
  });

  it("D60: is deleted with the conversation", async () => {
    await ask("ses_d60b");
    expect((await timelineOf("ses_d60b")).entries.length).toBeGreaterThan(5);
    await sessionStub("ses_d60b").fetch(url("ses_d60b"), { method: "DELETE" });
    expect((await timelineOf("ses_d60b")).entries).toEqual([]);
  });

  it("D61: is bounded: of the oldest only the machine's state is kept", async () => {
    await runInDurableObject(sessionStub("ses_d61"), (_, { storage }) => {
      let now = 1_000;
      let due = (): void => undefined;
      const clock = {
        now: () => now++,
        schedule(_ms: number, callback: () => void) {
          due = callback;
          return () => undefined;
        },
      };
      const journal = new TimelineJournal(storage.sql, clock);
      journal.note({ type: "began", number: 0, settings: TURN_SETTINGS });
      const opened = { type: "microphone", state: "open" } as const;
      journal.note({ type: "event", event: opened, effects: [] });
      const words = "word ".repeat(2_000);
      const long: TimelineFact = {
        type: "event",
        event: { type: "words", turn: 9, text: words, saying: "" },
        effects: [],
      };
      for (let batch = 0; batch < 30; batch++) {
        for (let at = 0; at < 10; at++) journal.note(long);
        due();
      }
      const { base, entries } = journal.read("ses_d61");
      expect(base).toMatchObject({ microphone: "open", startedAt: expect.any(Number) as number });
      expect(JSON.stringify(entries).length).toBeLessThan(2_200_000);
      expect(entries.length).toBeGreaterThan(100);
      expect(entries.at(-1)?.at).toBe(now - 1);
      expect(replay(journal.read("ses_d61"))).toEqual({ type: "same", events: entries.length });
    });
  });
});
