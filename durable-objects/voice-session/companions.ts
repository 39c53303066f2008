import type { TurnHappening } from "../../shared/turn/turn-event.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { AGENT_LIMITS } from "../agent/agent-limits.ts";
import type { FollowUp } from "../agent/follow-up.ts";
import type { Cast } from "./cast.ts";
import { Companion } from "./companion.ts";
import type { CompanionPorts } from "./companion.ts";

/** Without a namespace there are no durable agents here. */
type Ports = Omit<CompanionPorts, "namespace"> & {
  readonly namespace: CompanionPorts["namespace"] | undefined;
};

/** The interpreter, as far as it is needed. */
interface Talk {
  readonly tools: { readonly cast: Cast };
  dispatch(event: TurnHappening): void;
}

/** The durable agents behind a conversation: one for each agent that has spoken in it. */
export class Companions {
  readonly #ports: () => Ports;
  readonly #known = new Map<string, Companion | undefined>();

  /** `ports` is asked when the first is needed. */
  constructor(ports: () => Ports) {
    this.#ports = ports;
  }

  /** The one of an agent; undefined where the agent keeps nothing. A new one is asked at once. */
  of(agent: AgentDefinition): Companion | undefined {
    if (!this.#known.has(agent.name)) {
      const companion = this.#make(agent);
      if (companion !== undefined) this.#ports().waitUntil(companion.begin());
    }
    return this.#known.get(agent.name);
  }

  /**
   * A client comes: what is known of its user is asked for, and waited for within bounds, as nobody
   * speaks yet.
   */
  async begin(agent: AgentDefinition): Promise<void> {
    const companion = this.#known.get(agent.name) ?? this.#make(agent);
    if (companion === undefined) return;
    const begun = companion.begin();
    this.#ports().waitUntil(begun);
    await Promise.race([begun, scheduler.wait(AGENT_LIMITS.beginMs)]);
  }

  /** Has the agent say what is due, as soon as nobody speaks. */
  tell(talk: Talk, due: readonly FollowUp[] = []): void {
    const companion = this.of(talk.tools.cast.part.agent);
    companion?.add(due);
    for (const id of companion?.news() ?? [])
      talk.dispatch({ type: "say", what: { kind: "news", id } });
  }

  /** The user has left. */
  leave(): void {
    for (const companion of this.#known.values()) companion?.leave();
  }

  /** The conversation is deleted. */
  drop(): void {
    for (const companion of this.#known.values()) companion?.drop();
    this.#known.clear();
  }

  #make(agent: AgentDefinition): Companion | undefined {
    const { namespace, ...ports } = this.#ports();
    const companion = namespace && Companion.of(agent, { ...ports, namespace });
    this.#known.set(agent.name, companion);
    return companion;
  }
}
