import { describe, expect, it } from "vitest";
import { ANSWER, answerSteps, FIRST_WORD, FLAWLESS_CALLS, LAST_WORD } from "./upstream-script.ts";
import type { UpstreamFormat, UpstreamScript } from "./upstream-script.ts";

const FORMATS: readonly UpstreamFormat[] = ["openai-chat", "anthropic-messages"];

function eventsOf(script: UpstreamScript, format: UpstreamFormat, call = 0): readonly string[] {
  return (answerSteps(script, format, call) ?? []).flatMap(({ events }) => events);
}

function textOf(events: readonly string[]): string {
  return events
    .flatMap((event) => [...event.matchAll(/"(?:content|text)":"([^"]*)"/g)])
    .map(([, text]) => text)
    .join("");
}

describe("answerSteps", () => {
  it("plays 41 events of OpenAI's format before the end mark", () => {
    const events = eventsOf("burst", "openai-chat");
    expect(events).toHaveLength(42);
    expect(events.at(-1)).toBe("data: [DONE]\n\n");
  });

  it.each(FORMATS)("says the same text whatever the script: %s", (format) => {
    for (const script of ["burst", "start", "paced"] as const)
      expect(textOf(eventsOf(script, format))).toBe(ANSWER);
    expect(ANSWER.startsWith(FIRST_WORD)).toBe(true);
    expect(ANSWER.endsWith(LAST_WORD)).toBe(true);
  });

  it.each(FORMATS)("begins with the first word at once, where it writes slowly: %s", (format) => {
    for (const script of ["start", "paced"] as const) {
      const [first, second] = answerSteps(script, format, 0) ?? [];
      expect(first?.afterMs).toBe(0);
      expect(first?.events.at(-1)).toContain(FIRST_WORD);
      expect(second?.afterMs).toBeGreaterThan(0);
    }
  });

  it("lets the gateway learn before calls of the flaky script stay silent", () => {
    for (let call = 0; call < FLAWLESS_CALLS; call++)
      expect(answerSteps("flaky", "openai-chat", call)).toHaveLength(1);
  });

  it("leaves exactly one of twenty calls of the flaky script silent, not each twentieth", () => {
    const silent = Array.from({ length: 2_000 }, (_, call) => FLAWLESS_CALLS + call).filter(
      (call) => answerSteps("flaky", "openai-chat", call) === undefined,
    );
    expect(silent).toHaveLength(100);
    expect(new Set(silent.map((call) => Math.floor(call / 20))).size).toBe(100);
    expect(new Set(silent.map((call) => call % 20)).size).toBeGreaterThan(10);
  });
});
