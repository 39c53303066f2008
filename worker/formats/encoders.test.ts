import { describe, expect, it } from "vitest";
import { AppError } from "../../shared/errors/app-error.ts";
import type { EncoderFactory } from "../gateway/run-job.ts";
import { messagesEncoder } from "./anthropic-messages/messages-stream.ts";
import { runEncoder } from "./cloudflare-run/run-stream.ts";
import { chatEncoder } from "./openai-chat/chat-stream.ts";
import { readResponsesRequest } from "./openai-responses/responses-request.ts";
import { responsesEncoder } from "./openai-responses/responses-stream.ts";
import type { TextEvent } from "./text-answer.ts";

const FACTS = { runId: "run_a.b", startedAt: 1_700_000_000_000, model: "p/m" };
const CONTEXTS: readonly (readonly [string, EncoderFactory, unknown])[] = [
  ["chat", chatEncoder, { includeUsage: true }],
  ["messages", messagesEncoder, null],
  ["responses", responsesEncoder, readResponsesRequest({ model: "m", input: "x" }).context],
  ["run", runEncoder, null],
];
const finish: TextEvent = {
  type: "finish",
  reason: "tool-calls",
  usage: { inputTokens: 5, outputTokens: 7, cachedTokens: 2 },
};
const part = (id: string, delta: string): TextEvent => ({
  type: "tool-input",
  id,
  name: `tool_${id}`,
  delta,
});
const whole = (id: string, input: string): TextEvent => ({
  type: "tool-call",
  call: { id, name: `tool_${id}`, input },
});

/** The data of every event, in order. */
function written(factory: EncoderFactory, context: unknown, events: readonly TextEvent[]) {
  const encoder = factory(FACTS, context);
  return events
    .flatMap((event) => encoder.encode(event))
    .map((text) => {
      expect(text).toMatch(/^(event: \S+\n)?data: [^\n]+\n\n$/);
      return text.slice(text.indexOf("data: ") + 6).trim();
    })
    .filter((data) => data !== "[DONE]")
    .map((data) => JSON.parse(data) as Record<string, never>);
}

/** What the formats write of a call's input. */
interface StreamData {
  readonly type?: string;
  readonly index?: number;
  readonly item_id?: string;
  readonly delta: string & { readonly type?: string; readonly partial_json: string };
  readonly choices?: readonly { readonly delta: { readonly tool_calls?: readonly CallData[] } }[];
  readonly tool_calls?: readonly CallData[];
}
interface CallData {
  readonly index: number;
  readonly function: { readonly arguments: string };
}

/** The input of each call as a client of the format puts it together. */
function inputs(format: string, data: readonly Record<string, never>[]): readonly string[] {
  const calls = new Map<unknown, string>();
  const add = (key: unknown, text: string): void =>
    void calls.set(key, (calls.get(key) ?? "") + text);
  for (const one of data as unknown as readonly StreamData[])
    if (format === "messages") {
      if (one.type === "content_block_delta" && one.delta.type === "input_json_delta")
        add(one.index, one.delta.partial_json);
    } else if (format === "responses") {
      if (one.type === "response.function_call_arguments.delta") add(one.item_id, one.delta);
    } else {
      const list = format === "chat" ? one.choices?.[0]?.delta.tool_calls : one.tool_calls;
      for (const call of list ?? []) add(call.index, call.function.arguments);
    }
  return [...calls.values()];
}

describe.each(CONTEXTS)("the stream of %s", (format, factory, context) => {
  it.each([
    ["whole", [whole("a", '{"x":1}'), whole("b", "{}")]],
    [
      "in parts",
      [
        part("a", '{"x"'),
        part("a", ":1}"),
        whole("a", '{"x":1}'),
        part("b", "{}"),
        whole("b", "{}"),
      ],
    ],
    [
      "mixed",
      [
        part("a", '{"x"'),
        part("b", "{"),
        part("a", ":1}"),
        part("b", "}"),
        whole("a", '{"x":1}'),
        whole("b", "{}"),
      ],
    ],
    ["begun in parts", [part("a", '{"x"'), whole("a", '{"x":1}'), whole("b", "{}")]],
  ] as const)("F2: has every part of each call once, when they come %s", (_, events) => {
    expect(inputs(format, written(factory, context, [...events, finish]))).toEqual([
      '{"x":1}',
      "{}",
    ]);
  });

  it("F2: text before, between and after calls stays where it was", () => {
    const events: readonly TextEvent[] = [
      { type: "text", text: "One." },
      whole("a", "{}"),
      { type: "text", text: "Two." },
      finish,
    ];
    const text = JSON.stringify(written(factory, context, events));
    expect(text.indexOf("One.")).toBeLessThan(text.indexOf("tool_a"));
    expect(text.indexOf("tool_a")).toBeLessThan(text.lastIndexOf("Two."));
  });

  it("F4: thoughts come apart from the text", () => {
    const events: readonly TextEvent[] = [
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "Yes." },
      { ...finish, reason: "stop" },
    ];
    const text = JSON.stringify(written(factory, context, events));
    expect(text).toMatch(/"(reasoning_content|thinking|delta|text)":"Hm\."/);
    expect(text).not.toContain("Hm.Yes.");
  });

  it("F5: tells the usage at its end", () => {
    const data = written(factory, context, [{ type: "text", text: "Yes." }, finish]);
    expect(JSON.stringify(data.slice(-2))).toMatch(/"(completion|output)_tokens":7/);
  });

  it("F10: says that it broke in one event or two", () => {
    const encoder = factory(FACTS, context);
    encoder.encode({ type: "text", text: "Yes." });
    const texts = encoder.fail(new AppError("model_failed", "It broke off."));
    expect(texts.join("")).toContain("It broke off.");
    expect(texts.join("")).toMatch(/"errors?"|event: error/);
  });

  it("F1: is the same for the same events", () => {
    const events = [{ type: "text", text: "Yes." } as const, whole("a", "{}"), finish];
    expect(written(factory, context, events)).toEqual(written(factory, context, events));
  });
});

it("F5: a chat stream is silent about usage unless it is asked", () => {
  const data = written(chatEncoder, { includeUsage: false }, [{ type: "text", text: "a" }, finish]);
  expect(JSON.stringify(data)).not.toContain("usage");
});

it("F7: a response whose answer is cut is incomplete", () => {
  const events = [{ type: "text", text: "Ye" } as const, { ...finish, reason: "length" } as const];
  const last = written(responsesEncoder, CONTEXTS[2]?.[2], events).at(-1);
  expect(last).toMatchObject({
    type: "response.incomplete",
    response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
  });
});
