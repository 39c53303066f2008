/** How the scripted upstream answers; a request's model is the script's name. */
export type UpstreamScript =
  /** Everything at once, each event a write of its own. */
  | "burst"
  /** The first word at once, everything else a moment later. */
  | "start"
  /** The first word at once, then a word every few milliseconds, as a model writes. */
  | "paced"
  /** A burst after a model's usual time to its first token; after a while one of twenty calls stays silent. */
  | "flaky";

/** A format in which the upstream writes. */
export type UpstreamFormat = "openai-chat" | "anthropic-messages";

/** What happens at one time of an answer. */
export interface UpstreamStep {
  /** Milliseconds after the step before. */
  readonly afterMs: number;
  /** Server-sent events, each of which is written by itself. */
  readonly events: readonly string[];
}

/** The first and the last word of every answer; no other text has them. */
export const FIRST_WORD = "alpha";
export const LAST_WORD = "omega";

/** Words of an answer. With what OpenAI's format has around them that makes 41 events. */
const WORDS = 39;
const START_PAUSE_MS = 3;
const PACE_MS = 5;
/** Of every so many calls of `flaky` one stays silent, after so many that don't. */
const STALL_EVERY = 20;
export const FLAWLESS_CALLS = 100;
/** Time to the first token of `flaky`: between these, in milliseconds. */
const FLAKY_MS = [40, 50] as const;

/** How long an answer of `paced` takes from its first word to its end, in milliseconds. */
export const PACED_MS = (WORDS + 1) * PACE_MS;

const PIECES: readonly string[] = Array.from({ length: WORDS }, (_, index) =>
  index === 0 ? FIRST_WORD : index === WORDS - 1 ? ` ${LAST_WORD}` : ` word${index}`,
);

/** The text that every answer says. */
export const ANSWER = PIECES.join("");

const EVENTS: Readonly<Record<UpstreamFormat, readonly string[]>> = {
  "openai-chat": chatEvents(),
  "anthropic-messages": anthropicEvents(),
};

/**
 * The steps of the `call`th answer of a script, counted from 0; undefined: it stays silent. A pure
 * function, so that every gateway meets the same upstream.
 */
export function answerSteps(
  script: UpstreamScript,
  format: UpstreamFormat,
  call: number,
): readonly UpstreamStep[] | undefined {
  const events = EVENTS[format];
  const begun = events.findIndex((event) => event.includes(FIRST_WORD)) + 1;
  const [head, rest] = [events.slice(0, begun), events.slice(begun)];
  switch (script) {
    case "burst":
      return [{ afterMs: 0, events }];
    case "start":
      return [
        { afterMs: 0, events: head },
        { afterMs: START_PAUSE_MS, events: rest },
      ];
    case "paced":
      return [
        { afterMs: 0, events: head },
        ...rest.map((event) => ({ afterMs: PACE_MS, events: [event] })),
      ];
    case "flaky": {
      if (stalls(call)) return undefined;
      const [least, most] = FLAKY_MS;
      return [{ afterMs: least + Math.floor(chance(call) * (most - least + 1)), events }];
    }
  }
}

/** One of every {@link STALL_EVERY} calls, at a place that no period gives away. */
function stalls(call: number): boolean {
  if (call < FLAWLESS_CALLS) return false;
  const block = Math.floor(call / STALL_EVERY);
  return call % STALL_EVERY === Math.floor(chance(block + 0.5) * STALL_EVERY);
}

/** A number in [0, 1) that belongs to a seed. */
function chance(seed: number): number {
  const value = Math.sin(seed * 12.9898 + 78.233) * 43_758.5453;
  return value - Math.floor(value);
}

function chatEvents(): readonly string[] {
  const chunk = (delta: object, reason: string | null, rest: object = {}): string =>
    `data: ${JSON.stringify({
      id: "chatcmpl-bench",
      object: "chat.completion.chunk",
      created: 1_790_000_000,
      model: "bench",
      system_fingerprint: "fp_bench",
      choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
      ...rest,
    })}\n\n`;
  const usage = { prompt_tokens: 9, completion_tokens: WORDS, total_tokens: 9 + WORDS };
  return [
    chunk({ role: "assistant", content: "" }, null),
    ...PIECES.map((content) => chunk({ content }, null)),
    chunk({}, "stop", { usage }),
    "data: [DONE]\n\n",
  ];
}

function anthropicEvents(): readonly string[] {
  const event = (type: string, data: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  return [
    event("message_start", {
      message: {
        id: "msg_bench",
        type: "message",
        role: "assistant",
        model: "bench",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 9, output_tokens: 1 },
      },
    }),
    event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    ...PIECES.map((text) =>
      event("content_block_delta", { index: 0, delta: { type: "text_delta", text } }),
    ),
    event("content_block_stop", { index: 0 }),
    event("message_delta", {
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { output_tokens: WORDS },
    }),
    event("message_stop", {}),
  ];
}
