import { expect, it } from "vitest";
import { statusWords } from "./status-words.ts";

const CALM = {
  connection: "connected",
  agentState: "listening",
  ducked: false,
  call: "open",
  muted: false,
  turns: "automatic",
  held: false,
  presence: "here",
  ended: undefined,
} as const;

it("P7: names the connection first, then the microphone, then the agent", () => {
  expect(statusWords(CALM).state).toBe("listening");
  expect(statusWords({ ...CALM, connection: "reconnecting" }).state).toBe("reconnecting");
  expect(statusWords({ ...CALM, call: "opening", agentState: "speaking" }).state).toBe("opening");
  expect(statusWords({ ...CALM, agentState: "thinking" }).state).toBe("thinking");
  expect(statusWords({ ...CALM, agentState: "idle", call: "closed" }).state).toBe("ready");
});

it("P7: tells of a muted microphone unless the agent is answering", () => {
  expect(statusWords({ ...CALM, muted: true }).state).toBe("muted");
  expect(statusWords({ ...CALM, muted: true, agentState: "speaking" }).state).toBe("speaking");
  expect(statusWords({ ...CALM, muted: true, agentState: "thinking" }).state).toBe("thinking");
  expect(statusWords({ ...CALM, muted: true, call: "closed" }).state).toBe("ready");
});

it("P7: an answer that pauses to hear the user says so", () => {
  expect(statusWords({ ...CALM, ducked: true })).toEqual({
    state: "ducked",
    word: "Listening",
    hint: "I’ve paused to hear you.",
  });
});

it("P7: a microphone that waits for a key, or for somebody to come back, says so", () => {
  const manual = { ...CALM, turns: "manual" } as const;
  expect(statusWords(manual).state).toBe("waiting");
  expect(statusWords({ ...manual, held: true, agentState: "speaking" }).state).toBe("held");
  expect(statusWords({ ...CALM, presence: "away" }).state).toBe("away");
  expect(statusWords({ ...CALM, presence: "away", agentState: "speaking" }).state).toBe("speaking");
});

it("P27: a conversation that has ended says why", () => {
  const over = { ...CALM, connection: "disconnected", call: "closed" } as const;
  expect(statusWords(over).state).toBe("disconnected");
  const idle = statusWords({ ...over, ended: "idle" });
  expect(idle.state).toBe("ended");
  expect(idle.hint).not.toBe(statusWords({ ...over, ended: "duration" }).hint);
});
