import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { AgentNamespace, AgentStub, Beginning } from "../agent/agent-calls.ts";
import { AGENT_LIMITS } from "../agent/agent-limits.ts";
import { agentObjectName, guestOf, isGuest } from "../agent/agent-object.ts";
import type { FollowUp } from "../agent/follow-up.ts";
import type { McpTool } from "../agent/mcp-tool.ts";
import { companionTools } from "./companion-tools.ts";
import type { ConversationStore } from "./store.ts";
import type { Offer } from "./toolset.ts";

/** What the names of news begin with that are follow-ups. */
export const FOLLOW_UP_NEWS = "follow-up:";

/** What a companion needs from its session. */
export interface CompanionPorts {
  readonly session: string;
  readonly namespace: AgentNamespace;
  readonly store: ConversationStore;
  /** Work that nobody waits for. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What was learned when the session began, as it is stored: a prompt's beginning must not change. */
interface Kept {
  readonly agent: string;
  readonly at: number;
  readonly briefing: string | undefined;
  readonly tools: readonly McpTool[];
}

/**
 * The durable agent behind a conversation, as the conversation sees it. It is asked when a client
 * comes, and nothing here waits for it: what it has said so far is what there is. A failure of it
 * costs the conversation its memory and its MCP tools, and nothing else.
 */
export class Companion {
  readonly #ports: CompanionPorts;
  readonly #agent: AgentDefinition;
  readonly #stub: AgentStub;
  readonly #remembers: boolean;
  #kept: Kept;
  #offers: readonly Offer[];
  #due: readonly FollowUp[] = [];
  /** Follow-ups that the turn machine knows of. */
  readonly #waiting = new Set<string>();

  private constructor(agent: AgentDefinition, user: string, ports: CompanionPorts) {
    this.#ports = ports;
    this.#agent = agent;
    this.#stub = ports.namespace.getByName(agentObjectName({ agent: agent.name, user }));
    this.#remembers = !isGuest(user) && (agent.memory ?? false) !== false;
    const stored = JSON.parse(ports.store.fact("beginning") ?? "null") as Kept | null;
    const { name } = agent;
    this.#kept =
      stored?.agent === name ? stored : { agent: name, at: 0, briefing: undefined, tools: [] };
    this.#offers = this.#toolsOf(this.#kept.tools);
  }

  /** Undefined for a guest of an agent that keeps nothing for guests. */
  static of(agent: AgentDefinition, ports: CompanionPorts): Companion | undefined {
    const user = ports.store.fact("user") ?? guestOf(ports.session);
    const { mcp = [], followUps = false } = agent;
    return !isGuest(user) || mcp.length > 0 || followUps
      ? new Companion(agent, user, ports)
      : undefined;
  }

  /** What is remembered of the user, for the prompt. */
  get briefing(): string | undefined {
    return this.#kept.briefing;
  }

  offers(): readonly Offer[] {
    return this.#offers;
  }

  /** The session begins or goes on. Never rejects. */
  async begin(): Promise<void> {
    try {
      this.#take(await this.#stub.begin(this.#ports.session));
      if ((this.#agent.mcp ?? []).length > 0) this.#ports.waitUntil(this.#refresh());
    } catch {
      // It is asked again when a client comes the next time.
    }
  }

  /** The user has left. */
  leave(): void {
    this.#later(this.#stub.leave(this.#ports.session));
  }

  /** The conversation is deleted. */
  drop(): void {
    this.#later(this.#stub.drop(this.#ports.session));
  }

  /** Something has become due. */
  add(due: readonly FollowUp[]): void {
    const known = new Set(this.#due.map(({ id }) => id));
    this.#due = [...this.#due, ...due.filter(({ id }) => !known.has(id))];
  }

  /** News that are to be said and that were not taken before. */
  news(): readonly string[] {
    const fresh = this.#due.filter(({ id }) => !this.#waiting.has(id));
    for (const { id } of fresh) this.#waiting.add(id);
    return fresh.map(({ id }) => `${FOLLOW_UP_NEWS}${id}`);
  }

  /** The follow-up that news are about. */
  due(news: string): FollowUp | undefined {
    return this.#due.find(({ id }) => news === `${FOLLOW_UP_NEWS}${id}`);
  }

  /** History holds these news. */
  told(news: string): void {
    const due = this.due(news);
    if (due === undefined) return;
    this.#due = this.#due.filter(({ id }) => id !== due.id);
    this.#later(this.#stub.removeFollowUp(due.id));
  }

  #take({ briefing, due, tools }: Beginning): void {
    const { at } = this.#kept;
    const now = this.#ports.now();
    // A prompt that begins in another way is read anew by the model: that is for another day.
    const isOld = now - at >= AGENT_LIMITS.briefingMs;
    this.#keep({
      ...this.#kept,
      ...(isOld ? { at: now, briefing } : {}),
      tools,
    });
    this.add(due);
  }

  async #refresh(): Promise<void> {
    try {
      this.#keep({ ...this.#kept, tools: await this.#stub.refreshTools() });
    } catch {
      // The tools stay as they were listed last.
    }
  }

  #keep(kept: Kept): void {
    const text = JSON.stringify(kept);
    if (text === JSON.stringify(this.#kept)) return;
    this.#kept = kept;
    this.#offers = this.#toolsOf(kept.tools);
    // Very many tools are asked for again after hibernation.
    const fits = text.length <= AGENT_LIMITS.beginningLength;
    this.#ports.store.setFact("beginning", fits ? text : JSON.stringify({ ...kept, tools: [] }));
  }

  #toolsOf(tools: readonly McpTool[]): readonly Offer[] {
    const scene = {
      agent: this.#agent,
      calls: this.#stub,
      session: this.#ports.session,
      remembers: this.#remembers,
    };
    return companionTools(scene, tools);
  }

  #later(work: Promise<unknown>): void {
    this.#ports.waitUntil(work.catch(() => undefined));
  }
}
