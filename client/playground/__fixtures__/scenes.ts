import type { Message, MessagePart } from "../../../shared/protocol/conversation.ts";
import type { TurnMetrics } from "../../core/events.ts";
import { VoiceError } from "../../core/voice-error.ts";
import type { DeviceReason } from "../../core/voice-error.ts";
import type { FakeClient } from "./fake-client.ts";

const STAGES = {
  listen: {
    model: "local/moonshine-base",
    why: "Runs on this machine; no key is set for another one.",
  },
  think: {
    model: "local/qwen2.5-coder-0.5b-instruct",
    why: "Runs on this machine; the best answers of those that start within 250 ms.",
  },
  speak: {
    model: "local/flite-slt",
    why: "Runs on this machine; first sound within 60 ms.",
  },
  see: {
    model: "local/centernet + tesseract",
    why: "Finds objects and reads text for a model that cannot see.",
  },
} as const;

const METRICS: TurnMetrics = {
  turn: 1,
  endpoint: 448,
  transcript: 312,
  firstToken: 428,
  firstClause: 476,
  firstAudio: 522,
  firstAudioMs: 541,
  models: { transcribe: 104, firstToken: 116, firstSpeech: 46 },
  speculative: true,
};

let sequence = 0;

function message(
  role: Message["role"],
  parts: readonly (string | MessagePart)[],
  more: Partial<Message> = {},
): Message {
  sequence += 1;
  return {
    id: `m${sequence}`,
    sequence,
    role,
    parts: parts.map((part) => (typeof part === "string" ? { type: "text", text: part } : part)),
    via: "voice",
    at: sequence * 1_000,
    ...more,
  };
}

function time(): MessagePart {
  return {
    type: "tool",
    toolCallId: `time-${sequence}`,
    name: "current_time",
    state: "output-available",
    input: { place: "Tokyo" },
    output: { time: "16:42", weekday: "Tuesday" },
  };
}

function add(client: FakeClient, ...messages: readonly Message[]): void {
  for (const added of messages) {
    client.messages = [...client.messages, added];
    client.emit("message", { message: added });
  }
}

function answer(client: FakeClient, words: Message, metrics: TurnMetrics): void {
  client.captions = [{ turn: metrics.turn, message: words.id, text: "…", from: 0 }];
  for (const caption of client.captions) client.emit("caption", caption);
  client.emit("metrics", metrics);
  add(client, words);
}

function call(client: FakeClient): void {
  client.callState = "open";
  client.agentState = "listening";
  client.emit("callstatechange", { state: "open", muted: false });
}

function talk(client: FakeClient): void {
  call(client);
  add(client, message("user", ["What time is it in Tokyo?"]));
  answer(
    client,
    message("assistant", [time(), "It’s 16:42 in Tokyo, on a Tuesday afternoon."]),
    METRICS,
  );
  add(client, message("user", ["And how far is it from here, roughly, in kilometres?"]));
  answer(
    client,
    message("assistant", ["I don’t know where you are. Tell me a city, and I’ll make a guess."]),
    { ...METRICS, turn: 2, firstAudioMs: 602, endpoint: 510 },
  );
}

function error(client: FakeClient, failure: VoiceError): void {
  client.emit("error", failure);
}

function microphone(reason: DeviceReason): (client: FakeClient) => void {
  return (client) =>
    error(
      client,
      new VoiceError("microphone_failed", "It did not open.", { stage: "microphone", reason }),
    );
}

function connection(state: "connecting" | "reconnecting" | "failed"): (client: FakeClient) => void {
  return (client) => {
    if (state === "reconnecting") talk(client);
    client.connectionState = state;
    client.emit("connectionstatechange", { state });
    if (state === "failed")
      error(client, new VoiceError("connection_failed", "No answer.", { stage: "connection" }));
  };
}

/** Every state that the page can be in, by name, for looking at and for accessibility checks. */
export const SCENES: Readonly<Record<string, (client: FakeClient) => void>> = {
  empty: () => {},
  connecting: connection("connecting"),
  listening: (client) => {
    call(client);
    client.inputLevel = 0.02;
  },
  hearing: (client) => {
    talk(client);
    client.inputLevel = 0.7;
    client.interim = "I’m in Lisbon right now, so from Lisbon to";
    client.emit("interimtranscript", { turn: 3, text: client.interim });
  },
  approval: (client) => {
    talk(client);
    client.agentState = "thinking";
    client.emit("agentstatechange", { state: "thinking" });
    const input = { dish: "Tomato soup", room: 12 };
    const approval = { turn: 3, toolCallId: "a1", name: "order_dish", input, timeoutMs: 60_000 };
    client.approvals = [approval];
    client.emit("toolapproval", { approvals: client.approvals });
  },
  thinking: (client) => {
    talk(client);
    add(client, message("user", ["Convert 5 miles to kilometres."]));
    client.agentState = "thinking";
    client.emit("agentstatechange", { state: "thinking" });
    client.emit("toolcall", {
      turn: 3,
      toolCallId: "c3",
      name: "convert_units",
      state: "input-available",
      input: { amount: 5, from: "mile", to: "kilometre" },
    });
  },
  speaking: (client) => {
    talk(client);
    add(client, message("user", ["I’m in Lisbon."]));
    client.agentState = "speaking";
    client.outputLevel = 0.75;
    client.captions = [
      { turn: 3, message: "r3", text: "From Lisbon to Tokyo", from: 0 },
      {
        turn: 3,
        message: "r3",
        text: "it’s a little over eleven thousand kilometres,",
        from: 30_000,
      },
    ];
    for (const caption of client.captions) client.emit("caption", caption);
  },
  ducked: (client) => {
    SCENES["speaking"]?.(client);
    client.agentState = "listening";
    client.isDucked = true;
    client.outputLevel = 0;
    client.inputLevel = 0.6;
    client.emit("duck", { turn: 3 });
  },
  away: (client) => {
    talk(client);
    client.presence = "away";
    client.emit("presence", { state: "away" });
  },
  ended: (client) => {
    talk(client);
    client.callState = "closed";
    client.connectionState = "disconnected";
    client.emit("ended", { reason: "idle" });
    client.emit("connectionstatechange", { state: "disconnected" });
  },
  "push-to-talk": (client) => {
    talk(client);
    client.setTurns("manual");
  },
  held: (client) => {
    talk(client);
    client.setTurns("manual");
    client.beginTurn();
    client.inputLevel = 0.6;
  },
  "camera-and-screen": (client) => {
    call(client);
    void client.startCamera();
    void client.startScreen();
    add(
      client,
      message("user", [
        {
          type: "file",
          mediaType: "image/jpeg",
          url: "/picture",
          description: "a red ball on a lawn",
          live: "camera",
        },
        "What do you see?",
      ]),
    );
    answer(client, message("assistant", ["A red ball, lying on a lawn."]), METRICS);
  },
  muted: (client) => {
    talk(client);
    client.isMuted = true;
    client.emit("callstatechange", { state: "open", muted: true });
  },
  reconnecting: connection("reconnecting"),
  failed: connection("failed"),
  blocked: microphone("blocked"),
  "not-found": microphone("not-found"),
  "model-failed": (client) => {
    talk(client);
    error(
      client,
      new VoiceError("model_failed", "It failed.", { stage: "think", retryable: true }),
    );
  },
  long: (client) => {
    for (let round = 0; round < 6; round += 1) talk(client);
    add(
      client,
      message(
        "user",
        [
          {
            type: "file",
            mediaType: "image/png",
            url: "/picture",
            description: "a bicycle, a dog; text: “OPEN”",
          },
          "What is in this picture? https://example.org/a/very/long/address/that/does/not/break/anywhere/because/it/has/no/spaces/at/all",
        ],
        { via: "text" },
      ),
    );
    answer(
      client,
      message(
        "assistant",
        [
          "<b>Not markup</b>, but a bicycle that leans on a shop’s wall, with a brown dog lying in front of it. The sign in the window says “OPEN”.\nThe light comes from the left, so it may be early in the morning; the street is empty, and there is nobody to be seen. If you like, I can describe the bicycle more closely.",
        ],
        { interrupted: true },
      ),
      { ...METRICS, turn: 9, firstAudioMs: 1_240, models: { see: 640 }, speculative: false },
    );
    add(
      client,
      message("user", [
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
      ]),
    );
  },
  typed: (client) => {
    add(client, message("user", ["Convert 5 miles to kilometres"], { via: "text" }));
    answer(client, message("assistant", ["5 miles are about 8.05 kilometres."], { via: "text" }), {
      turn: 1,
      firstToken: 190,
      firstClause: 260,
      firstAudio: 310,
      firstAudioMs: 342,
      models: { firstToken: 186, firstSpeech: 48 },
      speculative: false,
    });
  },
};

/** Puts a fresh client into a scene. */
export function playScene(client: FakeClient, name: string): void {
  client.stages = STAGES;
  if (client.agent !== undefined) client.emit("welcome", { agent: client.agent, stages: STAGES });
  SCENES[name]?.(client);
}
