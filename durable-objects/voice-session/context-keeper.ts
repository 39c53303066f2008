import type { Message } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { estimateTokens } from "../../worker/gateway/estimate.ts";
import type { PromptMessage } from "../../worker/gateway/run-types.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import type { Cast } from "./cast.ts";
import { fitContext } from "./fit-context.ts";
import type { Fit, Sized } from "./fit-context.ts";
import type { Pictures } from "./pictures.ts";
import { buildPrompt, toolText } from "./prompt.ts";
import type { SaidNow } from "./prompt.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";
import type { ToolDesk } from "./tool-desk.ts";

/** What the answer gets of a window where the agent sets no longest one, in tokens. */
const ANSWER_TOKENS = 1_000;
/** Rest after which work in the background begins, in milliseconds: a breath is no rest. */
const REST_MS = 1_000;

const SUMMARISE =
  "You keep the notes of a spoken conversation. Write down in a few plain sentences what of it must " +
  "not be forgotten: names, facts, wishes, decisions, and what is still open. Write nothing else.";

/** What has left the model's window, as it is stored. It holds for one agent's part. */
interface Left {
  readonly since: number;
  readonly cut: number;
  readonly summarised: number;
  readonly summary: string;
}

/**
 * Keeps a conversation within the model's window: decides what of it a prompt holds, and has the rest
 * summarised while nobody speaks. A turn that begins ends that work at once.
 */
export class ContextKeeper {
  readonly #ports: SessionPorts;
  readonly #store: ConversationStore;
  readonly #pictures: Pictures;
  readonly #cast: Cast;
  readonly #desk: ToolDesk;
  /** Pictures that need not be looked at again. */
  readonly #described = new Set<string>();
  #rest: { readonly abort: AbortController; readonly cancel: () => void } | undefined;

  constructor(
    ports: SessionPorts,
    store: ConversationStore,
    { pictures, cast, desk }: { pictures: Pictures; cast: Cast; desk: ToolDesk },
  ) {
    this.#ports = ports;
    this.#store = store;
    this.#pictures = pictures;
    this.#cast = cast;
    this.#desk = desk;
  }

  /** The prompt as of now, with what is said at this moment where history does not hold it yet. */
  prompt(now?: SaidNow): PromptMessage[] {
    const left = this.#left();
    const messages = this.#messages(left);
    const { cut } = this.#fit(messages, left, now?.text ?? "");
    if (cut > left.cut) this.#keep({ ...left, cut });
    const visible = messages.filter(({ sequence }) => sequence > cut);
    return buildPrompt(this.#instructions(left), visible, this.#pictures.pictureOf, now);
  }

  /** Whether nobody speaks, or is about to. */
  rest(isAtRest: boolean): void {
    if (!isAtRest) {
      this.#rest?.cancel();
      this.#rest?.abort.abort();
      this.#rest = undefined;
    } else if (this.#rest === undefined) {
      const abort = new AbortController();
      const cancel = this.#ports.schedule(REST_MS, () => void this.#tend(abort.signal));
      this.#rest = { abort, cancel };
    }
  }

  /** What the present agent knows, apart from the conversation itself. */
  #instructions({ summary }: Left): string {
    const { agent, note } = this.#cast.part;
    const earlier = summary === "" ? undefined : `What was said before, in short: ${summary}`;
    const briefing = this.#ports.companion?.briefing;
    return [agent.instructions, note, briefing, earlier]
      .filter((part) => part !== undefined)
      .join("\n\n");
  }

  #left(): Left {
    const { since } = this.#cast.part;
    const stored = this.#store.fact("context");
    const left = stored === undefined ? undefined : (JSON.parse(stored) as Left);
    return left?.since === since ? left : { since, cut: since, summarised: since, summary: "" };
  }

  #keep(left: Left): void {
    this.#store.setFact("context", JSON.stringify(left));
  }

  /** Everything that is not summarised, and no more than the window could ever hold. */
  #messages({ summarised }: Left): Message[] {
    return this.#store.since(summarised, LIMITS.contextMessages);
  }

  #fit(messages: readonly Message[], left: Left, now: string): Fit {
    const { agent } = this.#cast.part;
    const most = Math.min(
      this.#ports.contextTokens(),
      agent.context?.tokens ?? LIMITS.contextMostTokens,
    );
    const answer = agent.maxTokens ?? ANSWER_TOKENS;
    const tools = JSON.stringify(this.#desk.offers(agent).map(({ spec }) => spec));
    return fitContext(
      messages.map((message) => sizeOf(message, this.#pictures)),
      {
        // A window that hardly holds an answer still has to hold a question.
        budget: Math.max(most - answer, most / 2),
        fixed: estimateTokens(this.#instructions(left) + tools + now),
        cut: left.cut,
        summarised: left.summarised,
      },
    );
  }

  /**
   * What is left to do while nobody speaks. It may fail or be ended at any point: the next rest tries
   * again, and the hard cut keeps prompts within bounds meanwhile.
   */
  async #tend(signal: AbortSignal): Promise<void> {
    try {
      const left = this.#left();
      const messages = this.#messages(left);
      const { cut, summarise } = this.#fit(messages, left, "");
      if (summarise !== undefined && this.#summarises())
        await this.#summarise(left, messages, summarise, signal);
      const visible = messages.filter(({ sequence }) => sequence > cut);
      for (const url of this.#undescribed(visible)) {
        if (this.#described.has(url)) continue;
        await this.#pictures.describe(url, signal);
        this.#described.add(url);
      }
    } catch {
      // What it cost is in the gateway's records, and so is why it failed.
    }
  }

  /**
   * The embedded model is not asked: it shares the processor with the next turn, its window is small
   * enough to be read again, and it drops what it has no room for (docs/decisions/0007).
   */
  #summarises(): boolean {
    return this.#cast.part.agent.context?.summaries ?? !this.#ports.readsAhead();
  }

  async #summarise(
    left: Left,
    messages: readonly Message[],
    upTo: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { gateway, session } = this.#ports;
    const { agent } = this.#cast.part;
    const lines = messages.filter(({ sequence }) => sequence <= upTo).map(lineOf);
    const before = left.summary === "" ? [] : [`Notes so far: ${left.summary}`, ""];
    const text = [...before, ...lines].join("\n");
    const run = gateway.run({
      task: "text",
      ...modelsAsked(agent.models?.think),
      input: {
        messages: [
          { role: "system", text: SUMMARISE },
          { role: "user", text },
        ],
        maxTokens: LIMITS.summaryTokens,
      },
      options: { hedge: false, ...(agent.guards === undefined ? {} : { guards: agent.guards }) },
      signal,
      metadata: { session, agent: agent.name, stage: "summarise" },
    });
    let summary = "";
    for await (const event of run) if (event.type === "text") summary += event.text;
    signal.throwIfAborted();
    if (summary.trim() !== "")
      this.#keep({ ...this.#left(), summarised: upTo, summary: summary.trim() });
  }

  /** Pictures that the model does not see, or will not see any more, and that have no words yet. */
  #undescribed(messages: readonly Message[]): string[] {
    const { gateway } = this.#ports;
    const { agent } = this.#cast.part;
    const sees = gateway.sees(modelsAsked(agent.models?.think).model);
    const users = messages.filter(({ role }) => role === "user");
    // The next thing that is said makes one more of them old.
    const old = sees ? users.slice(0, Math.max(0, users.length - LIMITS.pictureTurns + 1)) : users;
    return old.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === "file" ? [part.url] : [])),
    );
  }
}

function sizeOf({ sequence, role, parts }: Message, pictures: Pictures): Sized {
  const tokens = parts.map((part) => {
    if (part.type === "text") return estimateTokens(part.text);
    if (part.type === "file") return pictures.tokensOf(part);
    return estimateTokens(JSON.stringify(part.input ?? {}) + toolText(part.output));
  });
  return { sequence, role, tokens: tokens.reduce((sum, one) => sum + one, 4) };
}

/** A message as one line of what is summarised. */
function lineOf({ role, parts }: Message): string {
  const words = parts.map((part) => {
    if (part.type === "text") return part.text;
    if (part.type === "file") return `(a picture: ${part.description ?? "unknown"})`;
    return `(${part.name}: ${toolText(part.output)})`;
  });
  return `${role === "user" ? "User" : "Agent"}: ${words.join(" ")}`;
}
