import type { AgentDefinition, Handoff } from "../../worker/agents/agent-definition.ts";
import { agentByName } from "../../worker/agents/registry.ts";
import type { ConversationStore } from "./store.ts";

/** A handoff that was decided, as it is stored. */
interface HandedOver {
  readonly agent: string;
  /** Title of the agent before. */
  readonly from: string;
  readonly context: Required<Handoff>["context"];
  readonly opens: Required<Handoff>["opens"];
  readonly summary: string | undefined;
  /** The last message before the new agent came; undefined: it has not come yet. */
  readonly since: number | undefined;
  /** Whether it has spoken, or the user has spoken to it. */
  readonly opened: boolean;
}

/** Who speaks now, and what it knows of the conversation. */
export interface Part {
  readonly agent: AgentDefinition;
  /** It knows the messages after this sequence. */
  readonly since: number;
  /** What it is told besides its instructions. */
  readonly note: string | undefined;
}

/**
 * Who speaks: the agent that the token names, or the one to whom the conversation was handed over
 * last. A handoff is stored at once and takes place at the end of the reply that decided it.
 */
export class Cast {
  readonly #store: ConversationStore;
  readonly #agents: readonly AgentDefinition[];
  #handedOver: HandedOver | undefined;
  #part: Part;

  /**
   * `reply`: what was being said when the object's last life ended; who hands over says its last words.
   * @throws AppError `bad_input` where the token names an agent that there is not.
   */
  constructor(
    store: ConversationStore,
    agents: readonly AgentDefinition[],
    reply?: { readonly agent: string; readonly handsOver: boolean },
  ) {
    this.#store = store;
    this.#agents = agents;
    const first = agentByName(store.fact("agent") ?? "", agents);
    this.#part = { agent: first, since: 0, note: undefined };
    const stored = store.fact("handoff");
    const handedOver = stored === undefined ? undefined : (JSON.parse(stored) as HandedOver);
    // An agent that is not deployed any more can't go on; the first one does.
    if (agents.some(({ name }) => name === handedOver?.agent)) this.#handedOver = handedOver;
    if (reply?.handsOver !== true || reply.agent !== first.name) this.take();
  }

  get part(): Part {
    return this.#part;
  }

  /** How the new agent is to open; undefined where nothing is open. `again`: it has begun to. */
  opening(again = false): Handoff["opens"] {
    const { since, opened, opens } = this.#handedOver ?? {};
    return since === undefined || (opened === true && !again) ? undefined : opens;
  }

  /** The agent of this name. @throws AppError `bad_input`. */
  named(name: string): AgentDefinition {
    return agentByName(name, this.#agents);
  }

  /** A reply hands the conversation over; {@link take} makes it so. */
  plan({ agent, context, opens }: Required<Handoff>, summary: string | undefined): void {
    const from = this.#part.agent.title;
    this.#keep({ agent, from, context, opens, summary, since: undefined, opened: false });
  }

  /** The new agent comes, where one is planned. */
  take(): boolean {
    const planned = this.#handedOver;
    if (planned === undefined) return false;
    const since = planned.since ?? this.#store.last;
    const knowsAll =
      planned.context === "full" ||
      (planned.context === "summary" && (planned.summary ?? "").trim() === "");
    this.#part = {
      agent: this.named(planned.agent),
      since: knowsAll ? 0 : since,
      note: noteOf(planned),
    };
    if (planned.since !== undefined) return false;
    this.#keep({ ...planned, since });
    return true;
  }

  /** The new agent has begun to speak, or need not. */
  open(): void {
    if (this.#handedOver?.opened === false) this.#keep({ ...this.#handedOver, opened: true });
  }

  #keep(handedOver: HandedOver): void {
    this.#handedOver = handedOver;
    this.#store.setFact("handoff", JSON.stringify(handedOver));
  }
}

function noteOf({ from, context, summary = "" }: HandedOver): string {
  const handed = `${from}, another agent, has handed this conversation over to you.`;
  return context === "none" || summary.trim() === ""
    ? handed
    : `${handed} What you should know: ${summary.trim()}`;
}
