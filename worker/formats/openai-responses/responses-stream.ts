import type { EncoderFactory } from "../../gateway/run-job.ts";
import type { ToolCall } from "../../gateway/run-types.ts";
import { answerName } from "../answer-name.ts";
import { sseTyped } from "../sse.ts";
import type { TextEvent } from "../text-answer.ts";
import { endStatus, items, responseObject, textPart } from "./response-object.ts";
import type { ResponsesContext } from "./responses-request.ts";

/** The item that is being written. */
type OpenItem =
  | { readonly kind: "reasoning" | "message"; readonly id: string; readonly text: string }
  | { readonly kind: "call"; readonly id: string; readonly call: ToolCall };

/**
 * Writes the events of a response
 * (https://platform.openai.com/docs/api-reference/responses-streaming), numbered from 0:
 * `response.created`, `response.in_progress`; each item from `output_item.added` to
 * `output_item.done`, one after the other; `response.completed` or `response.incomplete`. The
 * context is a {@link ResponsesContext}.
 */
export const responsesEncoder: EncoderFactory = (facts, given) => {
  const context = given as ResponsesContext;
  const name = answerName(facts);
  const output: object[] = [];
  let sequence = 0;
  let open: OpenItem | undefined;

  const event = (type: string, rest: object): string =>
    sseTyped(type, { sequence_number: sequence++, ...rest });
  const at = (item: OpenItem): object => ({ item_id: item.id, output_index: output.length });
  const begin = (item: OpenItem): readonly string[] => {
    const before = close();
    open = item;
    return [
      ...before,
      event("response.output_item.added", { output_index: output.length, item: emptyItem(item) }),
      ...(item.kind === "call"
        ? []
        : [event(PART[item.kind].added, { ...at(item), ...part(item.kind, "") })]),
    ];
  };
  const close = (): readonly string[] => {
    const item = open;
    if (item === undefined) return [];
    open = undefined;
    const whole = wholeItem(item);
    const done = [
      ...(item.kind === "call"
        ? [
            event("response.function_call_arguments.done", {
              ...at(item),
              name: item.call.name,
              arguments: item.call.input,
            }),
          ]
        : [
            event(PART[item.kind].textDone, {
              ...at(item),
              ...index(item.kind),
              text: item.text,
              ...extra(item.kind),
            }),
            event(PART[item.kind].done, { ...at(item), ...part(item.kind, item.text) }),
          ]),
      event("response.output_item.done", { output_index: output.length, item: whole }),
    ];
    output.push(whole);
    return done;
  };
  const prose = (kind: "reasoning" | "message", text: string): readonly string[] => {
    const before =
      open?.kind === kind
        ? []
        : begin({ kind, id: `${PART[kind].prefix}_${name.id}_${output.length}`, text: "" });
    const item = open as OpenItem & { kind: typeof kind };
    open = { ...item, text: item.text + text };
    return [
      ...before,
      event(PART[kind].delta, { ...at(open), ...index(kind), delta: text, ...extra(kind) }),
    ];
  };
  const call = (id: string, toolName: string, delta: string): readonly string[] => {
    const isOpen = open?.kind === "call" && open.call.id === id;
    const before = isOpen
      ? []
      : begin({
          kind: "call",
          id: `fc_${name.id}_${output.length + (open === undefined ? 0 : 1)}`,
          call: { id, name: toolName, input: "" },
        });
    const item = open as OpenItem & { kind: "call" };
    open = { ...item, call: { ...item.call, input: item.call.input + delta } };
    return delta === ""
      ? before
      : [...before, event("response.function_call_arguments.delta", { ...at(open), delta })];
  };
  const encodeOne = (one: TextEvent): readonly string[] => {
    switch (one.type) {
      case "text":
        return prose("message", one.text);
      case "reasoning":
        return prose("reasoning", one.text);
      case "tool-input":
        // One item is open at a time: a second call that comes mixed with it is written when whole.
        return open?.kind === "call" && open.call.id !== one.id
          ? []
          : call(one.id, one.name, one.delta);
      case "tool-call": {
        const written =
          open?.kind === "call" && open.call.id === one.call.id ? open.call.input : "";
        const rest = one.call.input.slice(written.length);
        return [...call(one.call.id, one.call.name, rest), ...close()];
      }
      case "finish": {
        const before = close();
        const status = endStatus(one);
        const response = responseObject(name, context, { status, output, usage: one.usage });
        return [...before, event(`response.${status}`, { response })];
      }
    }
  };
  let opened = false;
  return {
    encode(one) {
      if (opened) return encodeOne(one as TextEvent);
      opened = true;
      const response = responseObject(name, context, { status: "in_progress", output: [] });
      return [
        event("response.created", { response }),
        event("response.in_progress", { response }),
        ...encodeOne(one as TextEvent),
      ];
    },
    fail(error) {
      const response = responseObject(name, context, { status: "failed", output, error });
      // Clients that know the format read the first; the official one throws at the second.
      return [
        event("response.failed", { response }),
        event("error", { code: error.code, message: error.message, param: error.field ?? null }),
      ];
    },
  };
};

/** What the events of a message and of a thought are called. */
const PART = {
  message: {
    prefix: "msg",
    added: "response.content_part.added",
    delta: "response.output_text.delta",
    textDone: "response.output_text.done",
    done: "response.content_part.done",
  },
  reasoning: {
    prefix: "rs",
    added: "response.reasoning_summary_part.added",
    delta: "response.reasoning_summary_text.delta",
    textDone: "response.reasoning_summary_text.done",
    done: "response.reasoning_summary_part.done",
  },
} as const;

function index(kind: "reasoning" | "message"): object {
  return kind === "message" ? { content_index: 0 } : { summary_index: 0 };
}

function extra(kind: "reasoning" | "message"): object {
  return kind === "message" ? { logprobs: [] } : {};
}

function part(kind: "reasoning" | "message", text: string): object {
  return {
    ...index(kind),
    part: kind === "message" ? textPart(text) : { type: "summary_text", text },
  };
}

function emptyItem(item: OpenItem): object {
  switch (item.kind) {
    case "reasoning":
      return items.reasoning(item.id, "");
    case "message":
      return { ...items.message(item.id, ""), status: "in_progress", content: [] };
    case "call":
      return { ...items.call(item.id, item.call), status: "in_progress" };
  }
}

function wholeItem(item: OpenItem): object {
  switch (item.kind) {
    case "reasoning":
      return items.reasoning(item.id, item.text);
    case "message":
      return items.message(item.id, item.text);
    case "call":
      return items.call(item.id, item.call);
  }
}
