import { describe, expect, it } from "vitest";
import type { Message } from "../../../shared/protocol/conversation.ts";
import { VoiceError } from "../../core/voice-error.ts";
import {
  agentTitle,
  completedMessages,
  initialView,
  liveTools,
  reduceView,
  spokenCaption,
} from "./conversation-view.ts";
import type { ClientSnapshot, ConversationView, ViewEvent } from "./conversation-view.ts";

const SNAPSHOT: ClientSnapshot = {
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
  agent: undefined,
  stages: undefined,
  approvals: [],
};

const CAPTION = { turn: 1, message: "a1", text: "It is noon.", from: 0, to: 24_000 };

function message(id: string, role: Message["role"], more: Partial<Message> = {}): Message {
  return {
    id,
    sequence: 1,
    role,
    parts: [{ type: "text", text: "It is noon." }],
    via: "voice",
    at: 0,
    ...more,
  };
}

function run(
  steps: readonly (readonly [ViewEvent, Partial<ClientSnapshot>])[],
  from: ConversationView = initialView(SNAPSHOT),
): ConversationView {
  let snapshot = SNAPSHOT;
  let view = from;
  for (const [event, change] of steps) {
    snapshot = { ...snapshot, ...change };
    view = reduceView(view, event, snapshot);
  }
  return view;
}

const SPEAKING: readonly [ViewEvent, Partial<ClientSnapshot>][] = [
  [
    { type: "caption", event: CAPTION },
    { agentState: "speaking", captions: [CAPTION] },
  ],
  [
    { type: "message", event: { message: message("a1", "assistant") } },
    { messages: [message("a1", "assistant")] },
  ],
];

const STOPPED: readonly [ViewEvent, Partial<ClientSnapshot>] = [
  { type: "agentspeechstop", event: { turn: 1 } },
  { agentState: "listening" },
];

describe("the conversation's view", () => {
  it("P1: holds an answer back from the log while it can be heard", () => {
    expect(completedMessages(run(SPEAKING))).toEqual([]);
    expect(completedMessages(run([...SPEAKING, STOPPED])).map(({ id }) => id)).toEqual(["a1"]);
  });

  it("P1, P2: an answer that pauses for the user's voice stays where it is", () => {
    const ducked = run([
      ...SPEAKING,
      [
        { type: "duck", event: { turn: 1 } },
        { agentState: "listening", ducked: true },
      ],
      [{ type: "userspeechstart", event: { turn: 2 } }, {}],
    ]);
    expect(completedMessages(ducked)).toEqual([]);
    expect(spokenCaption(ducked)).toBe("It is noon.");
  });

  it("P2: shows the captions until the message is in the log", () => {
    expect(spokenCaption(run(SPEAKING))).toBe("It is noon.");
    expect(spokenCaption(run([...SPEAKING, STOPPED]))).toBe("");
  });

  it("P2: keeps the captions when the sound is over and the message is still to come", () => {
    const view = run([SPEAKING[0] ?? STOPPED, STOPPED]);
    expect(spokenCaption(view)).toBe("It is noon.");
  });

  it("P2: shows nothing of an answer that never became a message once the user goes on", () => {
    const view = run([
      SPEAKING[0] ?? STOPPED,
      STOPPED,
      [{ type: "userspeechstart", event: { turn: 2 } }, {}],
    ]);
    expect(spokenCaption(view)).toBe("");
  });

  it("P3: shows a tool while it works, and not beside its message", () => {
    const tool = {
      turn: 1,
      toolCallId: "t1",
      name: "clock",
      state: "input-available" as const,
      input: {},
    };
    const working = run([[{ type: "toolcall", event: tool }, {}]]);
    expect(liveTools(working)).toEqual([tool]);
    const done = { ...tool, state: "output-available" as const, output: "noon" };
    const answered = run([[{ type: "toolcall", event: done }, {}]], working);
    expect(liveTools(answered)).toEqual([done]);
    const { turn: _, ...part } = done;
    const held = message("a1", "assistant", { parts: [{ type: "tool", ...part }] });
    const settled = reduceView(
      answered,
      { type: "message", event: { message: held } },
      { ...SNAPSHOT, messages: [held] },
    );
    expect(liveTools(settled)).toEqual([]);
  });

  it("P4: places a turn's figures when they come before the message is known, and after", () => {
    const early = run([
      [{ type: "metrics", event: { turn: 1, firstToken: 90 } }, {}],
      [{ type: "caption", event: CAPTION }, { captions: [CAPTION] }],
    ]);
    expect(early.timings).toEqual({ a1: { turn: 1, firstToken: 90 } });
    const late = run(
      [[{ type: "metrics", event: { turn: 1, firstToken: 90, firstAudioMs: 300 } }, {}]],
      early,
    );
    expect(late.timings).toEqual({ a1: { turn: 1, firstToken: 90, firstAudioMs: 300 } });
  });

  it("P5: gives figures of a new connection's turn to no earlier message", () => {
    const agent = { name: "guide", title: "Guide", tools: [] };
    const stage = { model: "m", why: "w" };
    const stages = { listen: stage, think: stage, speak: stage, see: stage };
    const view = run([
      [{ type: "caption", event: CAPTION }, { captions: [CAPTION] }],
      [{ type: "welcome", event: { agent, stages } }, {}],
      [{ type: "metrics", event: { turn: 1, firstToken: 70 } }, {}],
    ]);
    expect(view.timings).toEqual({});
    expect(view.unplacedTimings).toEqual({ 1: { turn: 1, firstToken: 70 } });
  });

  it("P6: an error goes when its cause is over", () => {
    const lost = new VoiceError("connection_lost", "Gone.", { stage: "connection" });
    const failed = run([[{ type: "error", event: lost }, {}]]);
    expect(failed.error).toBe(lost);
    const back: ViewEvent = { type: "connectionstatechange", event: { state: "connected" } };
    expect(run([[back, {}]], failed).error).toBeUndefined();

    const denied = new VoiceError("microphone_failed", "No.", { stage: "microphone" });
    const deaf = run([[{ type: "error", event: denied }, {}]]);
    expect(run([[back, {}]], deaf).error).toBe(denied);
    const open: ViewEvent = { type: "callstatechange", event: { state: "open", muted: false } };
    expect(run([[open, { call: "open" }]], deaf).error).toBeUndefined();

    const said: ViewEvent = { type: "message", event: { message: message("u1", "user") } };
    const stuck = new VoiceError("model_failed", "No.", { stage: "think" });
    expect(run([[said, {}]], run([[{ type: "error", event: stuck }, {}]])).error).toBeUndefined();
    expect(run([[said, {}]], deaf).error).toBe(denied);
  });
});

it("P26: each message names the agent that spoke, by its title where that is known", () => {
  const agent = { name: "assistant", title: "Parley", tools: [] };
  const met = initialView({ ...SNAPSHOT, agent });
  const clerk = { name: "clerk", title: "The clerk", tools: [] };
  const event = { type: "agentchange" as const, event: { agent: clerk, previous: agent } };
  const view = reduceView(met, event, { ...SNAPSHOT, agent: clerk });
  expect(agentTitle(view, "assistant")).toBe("Parley");
  expect(agentTitle(view, "clerk")).toBe("The clerk");
  expect(agentTitle(view, "front-desk")).toBe("Front desk");
  expect(agentTitle(view, undefined)).toBe("The clerk");
});

it("P27: the reason of the end stays until one connects again", () => {
  const over = run([
    [{ type: "ended", event: { reason: "idle" } }, {}],
    [
      { type: "connectionstatechange", event: { state: "disconnected" } },
      { connection: "disconnected" },
    ],
  ]);
  expect(over).toMatchObject({ ended: "idle", error: undefined });
  const again: ViewEvent = { type: "connectionstatechange", event: { state: "connecting" } };
  expect(run([[again, { connection: "connecting" }]], over).ended).toBeUndefined();
});

it("P6: a camera's error goes when the camera shows", () => {
  const blocked = new VoiceError("camera_failed", "No.", { stage: "camera" });
  const failed = run([[{ type: "error", event: blocked }, {}]]);
  const on = (source: "camera" | "screen"): ViewEvent => ({
    type: "videostatechange",
    event: { source, state: "on" },
  });
  expect(run([[on("screen"), {}]], failed).error).toBe(blocked);
  expect(run([[on("camera"), {}]], failed).error).toBeUndefined();
});
