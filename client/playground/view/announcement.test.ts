import { describe, expect, it } from "vitest";
import type { Message } from "../../../shared/protocol/conversation.ts";
import { announce, initialAnnouncer } from "./announcement.ts";
import { initialView } from "./conversation-view.ts";
import type { ConversationView } from "./conversation-view.ts";

const VIEW: ConversationView = initialView({
  connection: "connected",
  agentState: "idle",
  ducked: false,
  call: "closed",
  muted: false,
  turns: "automatic",
  held: false,
  presence: "here",
  video: { camera: "off", screen: "off" },
  messages: [],
  interim: "",
  captions: [],
  agent: { name: "guide", title: "Guide", tools: [] },
  stages: undefined,
  approvals: [],
});

function answer(id: string, sequence: number): Message {
  return {
    id,
    sequence,
    role: "assistant",
    parts: [{ type: "text", text: "It is noon." }],
    via: "text",
    at: 0,
  };
}

describe("the announcer", () => {
  it("P12: is silent while the agent is thinking or in the middle of an answer, and catches up", () => {
    const state = initialAnnouncer(VIEW);
    const answered = { ...VIEW, messages: [answer("a1", 1)] };
    const [thinking, said] = announce(state, { ...answered, agentState: "thinking" });
    expect(said).toBe("");
    expect(announce(thinking, { ...answered, agentState: "speaking" })[1]).toBe("");
    expect(announce(thinking, { ...answered, ducked: true })[1]).toBe("");
    expect(announce(thinking, answered)[1]).toBe("Guide: It is noon.");
  });

  it("P13: announces an answer once", () => {
    const answered = { ...VIEW, messages: [answer("a1", 1)] };
    const [state, said] = announce(initialAnnouncer(VIEW), answered);
    expect(said).toBe("Guide: It is noon.");
    expect(announce(state, answered)[1]).toBe("");
  });

  it("P13: leaves out what was heard aloud", () => {
    const heard = { ...VIEW, messages: [answer("a1", 1)], heard: new Set(["a1"]) };
    expect(announce(initialAnnouncer(VIEW), heard)[1]).toBe("");
  });

  it("P13: leaves out the history that a reload brings, but not what came during a break", () => {
    const before: ConversationView = { ...VIEW, connection: "connecting" };
    const loaded = { ...VIEW, messages: [answer("a1", 1)] };
    const [state, said] = announce(initialAnnouncer(before), loaded);
    expect(said).toBe("Connected.");
    const [broken] = announce(state, { ...loaded, connection: "reconnecting" });
    const back = { ...loaded, messages: [...loaded.messages, answer("a2", 2)] };
    expect(announce(broken, back)[1]).toBe("Connected. Guide: It is noon.");
  });

  it("P14: announces the microphone and the connection", () => {
    const [open, opened] = announce(initialAnnouncer(VIEW), { ...VIEW, call: "open" });
    expect(opened).toBe("The microphone is on. Listening.");
    const [muted, mute] = announce(open, { ...VIEW, call: "open", muted: true });
    expect(mute).toBe("Muted.");
    expect(announce(muted, { ...VIEW, connection: "reconnecting", muted: true })[1]).toBe(
      "The connection broke. Reconnecting. The microphone is off.",
    );
  });

  it("P14: announces what is shown live, and that the conversation has ended", () => {
    const on: ConversationView = { ...VIEW, video: { camera: "on", screen: "off" } };
    const [shown, said] = announce(initialAnnouncer(VIEW), on);
    expect(said).toBe("The camera is shown.");
    const [, stopped] = announce(shown, VIEW);
    expect(stopped).toBe("The camera is no longer shown.");
    const over: ConversationView = { ...VIEW, connection: "disconnected", ended: "idle" };
    expect(announce(initialAnnouncer(VIEW), over)[1]).toContain("nobody had spoken");
  });
});
