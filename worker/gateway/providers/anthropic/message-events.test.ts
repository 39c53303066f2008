import { describe, expect, it } from "vitest";
import { GATEWAY_LIMITS } from "../../limits.ts";
import type { TaskEvent } from "../../run-types.ts";
import { MESSAGE_START, takeMessageEvent } from "./message-events.ts";

const CONTEXT = { provider: "anthropic", limits: GATEWAY_LIMITS };

function eventsOf(events: readonly object[]): readonly TaskEvent["text"][] {
  let state = MESSAGE_START;
  return events.flatMap((event) => {
    const [next, out] = takeMessageEvent(state, JSON.stringify(event), CONTEXT);
    state = next;
    return out;
  });
}

const delta = (index: number, fields: object): object => ({
  type: "content_block_delta",
  index,
  delta: fields,
});
const call = (index: number, id: string): object => ({
  type: "content_block_start",
  index,
  content_block: { type: "tool_use", id, name: "look", input: {} },
});
const stop = (index: number): object => ({ type: "content_block_stop", index });
const ending = (reason: string): readonly object[] => [
  { type: "message_delta", delta: { stop_reason: reason }, usage: { output_tokens: 5 } },
  { type: "message_stop" },
];

describe("takeMessageEvent", () => {
  it("P3: keeps calls apart that are written at the same time", () => {
    const events = eventsOf([
      call(0, "a"),
      call(1, "b"),
      delta(1, { type: "input_json_delta", partial_json: '{"b":' }),
      delta(0, { type: "input_json_delta", partial_json: '{"a":1}' }),
      delta(1, { type: "input_json_delta", partial_json: "2}" }),
      stop(1),
      stop(0),
      ...ending("tool_use"),
    ]);
    expect(events.filter(({ type }) => type === "tool-call")).toEqual([
      { type: "tool-call", call: { id: "b", name: "look", input: '{"b":2}' } },
      { type: "tool-call", call: { id: "a", name: "look", input: '{"a":1}' } },
    ]);
    expect(events.at(-1)).toMatchObject({ type: "finish", reason: "tool-calls" });
  });

  it("P3: a call without input has an empty object", () => {
    expect(eventsOf([call(0, "a"), stop(0)]).at(-1)).toEqual({
      type: "tool-call",
      call: { id: "a", name: "look", input: "{}" },
    });
  });

  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["refusal", "content-filter"],
    ["something_new", "other"],
  ])("P2: ends with %s as %s", (reason, ours) => {
    expect(eventsOf(ending(reason))).toEqual([
      expect.objectContaining({ type: "finish", reason: ours }),
    ]);
  });

  it("P2: the latest counts hold, and what is null was not said", () => {
    const [finish] = eventsOf([
      {
        type: "message_start",
        message: { usage: { input_tokens: 3, cache_read_input_tokens: 7, output_tokens: 1 } },
      },
      {
        type: "message_delta",
        delta: { stop_reason: "end_turn" },
        usage: { input_tokens: 4, cache_read_input_tokens: null, output_tokens: 9 },
      },
      { type: "message_stop" },
    ]);
    expect(finish).toEqual({
      type: "finish",
      reason: "stop",
      usage: { inputTokens: 11, cachedTokens: 7, cacheWriteTokens: 0, outputTokens: 9 },
    });
  });

  it("P2: passes over what may be added to the format", () => {
    expect(
      eventsOf([
        { type: "ping" },
        { type: "brand_new", anything: 1 },
        { type: "content_block_start", index: 0, content_block: { type: "brand_new" } },
        delta(0, { type: "brand_new_delta" }),
      ]),
    ).toEqual([]);
  });

  it.each([
    ["an error", { type: "error", error: { type: "overloaded_error" } }],
    ["an end without a reason", { type: "message_stop" }],
    ["no event", { anything: 1 }],
    ["a text that is none", delta(0, { type: "text_delta", text: 5 })],
  ])("P6: %s is model_failed", (_, event) => {
    expect(() => eventsOf([event])).toThrow(expect.objectContaining({ code: "model_failed" }));
  });

  it("P5: an end in the middle of a call is model_failed", () => {
    expect(() => eventsOf([call(0, "a"), ...ending("tool_use")])).toThrow(
      expect.objectContaining({ code: "model_failed" }),
    );
  });

  it("P13: calls and their inputs have limits", () => {
    const long = "x".repeat(GATEWAY_LIMITS.toolInputLength + 1);
    const many = Array.from({ length: GATEWAY_LIMITS.toolCalls + 1 }, (_, at) => call(at, `${at}`));
    for (const events of [
      [call(0, "a"), delta(0, { type: "input_json_delta", partial_json: long })],
      many,
    ])
      expect(() => eventsOf(events)).toThrow(expect.objectContaining({ code: "model_failed" }));
  });
});
