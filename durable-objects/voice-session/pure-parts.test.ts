import { describe, expect, inject, it } from "vitest";
import silero from "../../dist/models/silero16k.bin";
import { createSileroVad } from "../../shared/audio/silero-vad.ts";
import { CONVERSATION } from "../../shared/audio/voice-activity.ts";
import type { Message } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";
import { pacingWaitMs } from "./audio-pacing.ts";
import { Listener } from "./listener.ts";
import { buildPrompt } from "./prompt.ts";
import { turnMetrics } from "./turn-clock.ts";
import { settleUtterance, utteranceText } from "./utterance.ts";

let sequence = 0;
function message(role: Message["role"], text: string, more: Partial<Message> = {}): Message {
  sequence++;
  const parts = [{ type: "text" as const, text }];
  return { id: `m${sequence}`, sequence, role, via: "voice", at: 0, parts, ...more };
}

describe("prompts", () => {
  it("D22: joins what one side said in a row and marks what was cut", () => {
    const history = [
      message("user", "One."),
      message("user", "Two."),
      message("assistant", "Well, let me", { interrupted: true }),
    ];
    const prompt = buildPrompt("Be kind.", history, () => undefined, { text: "No.", pictures: [] });
    expect(prompt).toEqual([
      { role: "system", text: "Be kind." },
      { role: "user", text: "One.\nTwo." },
      { role: "assistant", text: "Well, let me —" },
      { role: "user", text: "No." },
    ]);
  });

  it("D22: holds tools and their results, and stays the same up to what is new", () => {
    const history = [
      message("user", "What time is it?"),
      message("assistant", "It is ten.", {
        parts: [
          {
            type: "tool",
            toolCallId: "c1",
            name: "get_time",
            state: "output-available",
            input: {},
            output: "10:00",
          },
          { type: "text", text: "It is ten." },
        ],
      }),
    ];
    const before = buildPrompt("Be kind.", history, () => undefined);
    expect(before.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "tool",
      "assistant",
    ]);
    const after = buildPrompt(
      "Be kind.",
      [...history, message("user", "Thanks.")],
      () => undefined,
    );
    expect(after.slice(0, before.length)).toEqual(before);
  });
});

describe("pacing", () => {
  const ahead = (LIMITS.audioAheadMs * REPLY_RATE) / 1000;

  it("D23: sends freely up to the limit, then waits for playback", () => {
    const start = { played: 0, from: 0, elapsedMs: 0 };
    const further = { ...start, sent: ahead + REPLY_RATE };
    expect(pacingWaitMs({ ...start, sent: ahead })).toBe(0);
    expect(pacingWaitMs(further)).toBe(1000);
    expect(pacingWaitMs({ ...further, elapsedMs: 400 })).toBe(600);
    expect(pacingWaitMs({ ...further, played: REPLY_RATE })).toBe(0);
    expect(pacingWaitMs({ ...further, from: REPLY_RATE / 2, elapsedMs: 100 })).toBe(400);
  });
});

describe("utterances", () => {
  const second = 16_000;
  const start = { from: 0, settled: "" };

  it("D24: short speech is transcribed whole", () => {
    const transcript = { text: "hello", to: 5 * second, atPause: true };
    expect(settleUtterance(start, transcript)).toBe(start);
  });

  it("D24: long speech is settled at a pause, endless speech anywhere", () => {
    const atPause = settleUtterance(start, { text: "one", to: 12 * second, atPause: true });
    expect(atPause).toEqual({ from: 12 * second, settled: "one" });
    expect(utteranceText(atPause, "two")).toBe("one two");
    const running = { text: "one", to: 12 * second, atPause: false };
    expect(settleUtterance(start, running)).toBe(start);
    expect(settleUtterance(start, { ...running, to: 18 * second }).from).toBe(18 * second);
  });
});

describe("metrics", () => {
  it("D25: count from the end of speech, and leave out what is unknown", () => {
    const moments = { spoken: 1000, ended: 1480, asked: 1300, firstToken: 1450, firstAudio: 1600 };
    expect(turnMetrics(3, moments)).toEqual({
      type: "metrics",
      turn: 3,
      endpoint: 480,
      firstToken: 450,
      firstAudio: 600,
      models: { firstToken: 150 },
      speculative: true,
    });
  });
});

describe("the listener", () => {
  const bytes = Uint8Array.from(atob(inject("speech")), (char) => char.charCodeAt(0));
  const speech = new Int16Array(bytes.buffer);

  function hear(frames: (listener: Listener) => void): { listener: Listener; end: number } {
    const listener = new Listener(createSileroVad(silero), CONVERSATION);
    frames(listener);
    return { listener, end: listener.end };
  }

  it("D26: leaves out what comes twice, fills what is missing", () => {
    const { listener, end } = hear((ears) => {
      ears.write(100, speech.subarray(0, 512));
      ears.write(356, speech.subarray(256, 768));
      ears.write(1380, speech.subarray(1280, 1792));
    });
    expect(end).toBe(1792);
    const expected = new Int16Array(speech.slice(0, 1792));
    expected.fill(0, 768, 1280);
    expect(listener.read(0)).toEqual(expected);
    expect(listener.clientPosition(10)).toBe(110);
  });

  it("D24: what is transcribed in a pause ends with silence", () => {
    const { listener } = hear((ears) => ears.write(0, speech.subarray(0, 512)));
    const read = listener.read(256, 100);
    expect(read.subarray(0, 256)).toEqual(speech.slice(256, 512));
    expect(read.subarray(256)).toEqual(new Int16Array(100));
  });

  it("D50: a voice is noticed sooner where the agent is to fall silent", () => {
    const noticed = (isEager: boolean): number => {
      const listener = new Listener(createSileroVad(silero), CONVERSATION);
      listener.setEager(isEager);
      for (let at = 0; at < speech.length; at += 512)
        if (listener.write(at, speech.subarray(at, at + 512)).length > 0) return at;
      return speech.length;
    };
    expect(noticed(true)).toBe(noticed(false) - 512);
  });

  it("D50: a sound in a pause stirs before it is a voice", () => {
    const listener = new Listener(createSileroVad(silero), CONVERSATION);
    const states: string[] = [];
    const hear = (samples: Int16Array): void => {
      for (let at = 0; at + 512 <= samples.length; at += 512) {
        const events = listener.write(listener.end, samples.subarray(at, at + 512));
        for (const { type } of events) states.push(type);
        if (listener.isStirring && states.at(-1) !== "stirs") states.push("stirs");
      }
    };
    const isLoud = (sample: number): boolean => Math.abs(sample) > 1_500;
    const voice = speech.slice(speech.findIndex(isLoud), speech.findLastIndex(isLoud));
    hear(voice);
    hear(new Int16Array(4_096));
    hear(voice);
    const resumed = states.lastIndexOf("resume");
    expect(states.slice(resumed - 2, resumed + 1)).toEqual(["pause", "stirs", "resume"]);
  });

  it("D26: positions start anew with each connection", () => {
    const { listener, end } = hear((ears) => {
      ears.write(0, speech.subarray(0, 512));
      ears.reconnect();
      ears.write(70_000, speech.subarray(512, 1024));
    });
    expect(end).toBe(1024);
    expect(listener.clientPosition(512)).toBe(70_000);
  });

  it("D7: hears a person begin and end, however the frames are cut", () => {
    const events = [320, 512, 1000].map((size) => {
      const all: string[] = [];
      hear((ears) => {
        const audio = new Int16Array(speech.length + 16_000);
        audio.set(speech);
        for (let at = 0; at < audio.length; at += size)
          for (const event of ears.write(at, audio.subarray(at, at + size)))
            all.push(`${event.type} ${event.at}`);
      });
      return all;
    });
    expect(events[0]?.[0]).toMatch(/^speech-start/u);
    expect(events[0]?.at(-1)).toMatch(/^speech-end/u);
    expect(events[1]).toEqual(events[0]);
    expect(events[2]).toEqual(events[0]);
  });
});
