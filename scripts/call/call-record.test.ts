import { expect, it } from "vitest";
import type { Message } from "../../shared/protocol/conversation.ts";
import { createCallRecord } from "./call-record.ts";
import { timesLine } from "./timeline.ts";

function message(id: string, role: Message["role"], text: string, more: Partial<Message> = {}) {
  const parts: Message["parts"] = [{ type: "text", text }];
  return { id, sequence: 1, role, via: "voice" as const, at: 0, parts, ...more };
}

it("exchanges hold what was heard, said and measured", () => {
  const record = createCallRecord();
  record.onCaption({ turn: 1, message: "greeting", text: "Hello." });
  record.onCaption({ turn: 1, message: "greeting", text: "How are you?" });
  record.onUserSpeech(2);
  record.onMessage(message("u2", "user", "What time is it?"));
  record.onMetrics({ turn: 2, endpoint: 300, speculative: true });
  record.onCaption({ turn: 2, message: "a2", text: "It is" });
  record.onMetrics({ turn: 2, endpoint: 300, speculative: true, firstAudioMs: 512 });
  record.onMessage(message("a2", "assistant", "It is ten.", { interrupted: true }));
  record.onMessage(message("u3", "user", "typed", { via: "text" }));
  expect(record.turns()).toEqual([
    {
      turn: 1,
      heard: "",
      said: "Hello. How are you?",
      interrupted: false,
      metrics: undefined,
      firstAudioMs: undefined,
    },
    {
      turn: 2,
      heard: "What time is it?",
      said: "It is ten.",
      interrupted: true,
      metrics: { turn: 2, endpoint: 300, speculative: true, firstAudioMs: 512 },
      firstAudioMs: 512,
    },
    {
      turn: undefined,
      heard: "typed",
      said: "",
      interrupted: false,
      metrics: undefined,
      firstAudioMs: undefined,
    },
  ]);
});

it("a turn's times are one line, and what is unknown is left out", () => {
  expect(timesLine({ turn: 1, endpoint: 300.4, firstToken: 410, firstAudioMs: 512 })).toBe(
    "sure of the end 300 ms · first token 410 ms · first sound heard 512 ms",
  );
});
