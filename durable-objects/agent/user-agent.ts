import { AppError } from "../../shared/errors/app-error.ts";
import type { Message } from "../../shared/protocol/conversation.ts";
import type { AgentDefinition, McpServer } from "../../worker/agents/agent-definition.ts";
import { errorData } from "../../worker/gateway/error-data.ts";
import type { Gateway } from "../../worker/gateway/run-types.ts";
import type { Answer } from "../../worker/gateway/runner-client.ts";
import { modelsAsked } from "../../worker/gateway/stages.ts";
import type { AgentCalls, Beginning } from "./agent-calls.ts";
import { AGENT_LIMITS } from "./agent-limits.ts";
import type { AgentOwner } from "./agent-object.ts";
import { isGuest } from "./agent-object.ts";
import type { AgentState } from "./agent-state.ts";
import { briefingOf } from "./briefing.ts";
import { extractionPrompt, readExtract } from "./extraction.ts";
import { lineOf } from "./fact-text.ts";
import { FollowUpStore } from "./follow-up-store.ts";
import type { FollowUp } from "./follow-up.ts";
import { momentOf } from "./follow-up-time.ts";
import type { FollowUpTime } from "./follow-up-time.ts";
import { McpConnections } from "./mcp-connections.ts";
import type { McpClient } from "./mcp-connections.ts";
import { McpStore } from "./mcp-store.ts";
import type { McpOutcome, McpTool } from "./mcp-tool.ts";
import { MemoryStore } from "./memory-store.ts";
import type { Fact, Forgotten } from "./fact.ts";
import { SessionStore } from "./session-store.ts";

/** What a user's agent needs from outside; the object provides it by means of `agents`. */
export interface UserAgentPorts {
  readonly owner: AgentOwner;
  /** Undefined where the agent is not deployed any more: what is kept can still be read and deleted. */
  readonly definition: AgentDefinition | undefined;
  readonly sql: SqlStorage;
  readonly mcp: McpClient;
  readonly gateway: () => Gateway;
  readonly state: () => AgentState;
  /** Keeps the state and shows it to clients. */
  readonly setState: (state: AgentState) => void;
  /** Has {@link UserAgent.sessionOver} or {@link UserAgent.followUpDue} called then, with `id`. */
  readonly schedule: (
    at: number,
    what: "sessionOver" | "followUpDue",
    id: string,
  ) => Promise<string>;
  readonly cancel: (schedule: string) => Promise<void>;
  /** The messages of a session. */
  readonly messagesOf: (session: string) => Promise<readonly Message[]>;
  /** Tells a session what is due; false where nobody is there. */
  readonly tell: (session: string, due: readonly FollowUp[]) => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** What one agent keeps for one user, out of the way of any conversation. */
export class UserAgent implements AgentCalls {
  readonly #ports: UserAgentPorts;
  readonly #memory: MemoryStore;
  readonly #sessions: SessionStore;
  readonly #followUps: FollowUpStore;
  readonly #mcp: McpConnections;

  constructor(ports: UserAgentPorts) {
    const { sql, mcp, now } = ports;
    this.#ports = ports;
    this.#memory = new MemoryStore(sql);
    this.#sessions = new SessionStore(sql);
    this.#followUps = new FollowUpStore(sql);
    const store = new McpStore(sql);
    const servers = (): readonly McpServer[] => ports.definition?.mcp ?? [];
    this.#mcp = new McpConnections(servers, { client: mcp, store, now });
  }

  async begin(session: string): Promise<Beginning> {
    this.#sessions.begin(session, this.#ports.now());
    this.#show({ session, live: true });
    return {
      briefing: this.#remembers ? briefingOf(this.#memory.all()) : undefined,
      due: this.#followUps.due(),
      tools: this.#mcp.tools(),
    };
  }

  async leave(session: string): Promise<void> {
    if (this.#ports.state().session !== session) return;
    this.#show({ live: false });
    await this.#mcp.rest();
    const { memory } = this.#ports.definition ?? {};
    if (!this.#remembers || typeof memory !== "object" || !memory.extract) return;
    const at = this.#ports.now() + AGENT_LIMITS.overSeconds * 1000;
    await this.#ports.schedule(at, "sessionOver", session);
  }

  async drop(session: string): Promise<void> {
    const { summary, session: last } = this.#ports.state();
    if (summary?.session === session) this.#show({ summary: null });
    if (last === session) this.#show({ session: null, live: false });
    if (!isGuest(this.#ports.owner.user)) return;
    for (const { id } of this.#followUps.all()) await this.removeFollowUp(id);
    await this.#mcp.rest();
  }

  async refreshTools(): Promise<readonly McpTool[]> {
    await this.#mcp.refresh();
    if (!this.#ports.state().live) await this.#mcp.rest();
    return this.#mcp.tools();
  }

  callTool(name: string, input: Record<string, unknown>): Promise<McpOutcome> {
    return this.#mcp.call(name, input);
  }

  async facts(): Promise<readonly Fact[]> {
    return this.#memory.all();
  }

  async remember(text: string, session: string): Promise<Fact | undefined> {
    if (!this.#remembers) return undefined;
    return this.#memory.remember(text, { at: this.#ports.now(), session, via: "tool" });
  }

  async forget(what: string): Promise<Forgotten> {
    return this.#memory.forget(what);
  }

  async removeFact(id: number): Promise<boolean> {
    return this.#memory.remove(id);
  }

  async clearFacts(): Promise<void> {
    this.#memory.clear();
    this.#show({ summary: null });
  }

  async followUps(): Promise<readonly FollowUp[]> {
    return this.#followUps.all();
  }

  async followUp(time: FollowUpTime, note: string): Promise<Answer<FollowUp>> {
    const { owner, definition } = this.#ports;
    if (isGuest(owner.user) && definition?.followUps !== true)
      return refused("bad_input", "This agent has no follow-ups for guests.", "user");
    const moment = momentOf(time, this.#ports.now());
    if (moment.type === "wrong")
      return refused("bad_input", `The time ${moment.problem}.`, moment.field);
    const words = lineOf(note, AGENT_LIMITS.noteLength);
    if (words === undefined)
      return refused(
        "bad_input",
        `The note may have ${AGENT_LIMITS.noteLength} characters.`,
        "note",
      );
    if (this.#followUps.isFull)
      return refused("rate_limited", `There are ${AGENT_LIMITS.followUps} follow-ups already.`);
    const id = this.#ports.newId();
    const followUp: FollowUp = { id, at: moment.at, note: words, state: "scheduled" };
    this.#followUps.add(followUp, await this.#ports.schedule(moment.at, "followUpDue", id));
    this.#show({});
    return { ok: true, value: followUp };
  }

  async removeFollowUp(id: string): Promise<boolean> {
    const schedule = this.#followUps.remove(id);
    if (schedule === undefined) return false;
    await this.#ports.cancel(schedule);
    this.#show({});
    return true;
  }

  /** A follow-up's time has come. It stays until somebody was told. */
  async followUpDue(id: string): Promise<void> {
    if (!this.#followUps.ripen(id)) return;
    this.#show({});
    const { live, session } = this.#ports.state();
    if (!live || session === null) return;
    const due = this.#followUps.due().filter((one) => one.id === id);
    if (!(await this.#ports.tell(session, due))) this.#show({ live: false });
  }

  /**
   * A session is over: what it says of its user is read, once. A failure is thrown, so that it is
   * tried again.
   */
  async sessionOver(session: string): Promise<void> {
    const known = this.#sessions.get(session);
    const { live, session: last } = this.#ports.state();
    if (known === undefined || !this.#remembers || (live && last === session)) return;
    const messages = await this.#ports.messagesOf(session);
    const fresh = messages.filter(({ sequence }) => sequence > known.read);
    const prompt = extractionPrompt(fresh, this.#memory.all());
    if (prompt === undefined) return;
    const { definition: agent } = this.#ports;
    const run = this.#ports.gateway().run({
      task: "text",
      ...modelsAsked(agent?.models?.think),
      input: { messages: prompt, maxTokens: AGENT_LIMITS.extractTokens },
      options: { hedge: false, ...(agent?.guards === undefined ? {} : { guards: agent.guards }) },
      metadata: { session, agent: this.#ports.owner.agent, stage: "remember" },
    });
    let answer = "";
    for await (const event of run) if (event.type === "text") answer += event.text;
    const { facts, summary } = readExtract(answer);
    const at = this.#ports.now();
    for (const fact of facts) this.#memory.remember(fact, { at, session, via: "extract" });
    this.#sessions.read(session, fresh.at(-1)?.sequence ?? known.read);
    if (summary !== undefined) this.#show({ summary: { session, text: summary } });
  }

  /** Guests have no id under which they could come back. */
  get #remembers(): boolean {
    const { owner, definition } = this.#ports;
    return !isGuest(owner.user) && (definition?.memory ?? false) !== false;
  }

  #show(change: Partial<AgentState>): void {
    const { owner, definition, state, setState } = this.#ports;
    const before = state();
    const after: AgentState = {
      ...before,
      title: definition?.title ?? before.title,
      agent: owner.agent,
      followUps: this.#followUps.all(),
      ...change,
    };
    if (JSON.stringify(after) !== JSON.stringify(before)) setState(after);
  }
}

function refused(
  code: "bad_input" | "rate_limited",
  message: string,
  field?: string,
): Answer<FollowUp> {
  return {
    ok: false,
    error: errorData(new AppError(code, message, field === undefined ? {} : { field })),
  };
}
