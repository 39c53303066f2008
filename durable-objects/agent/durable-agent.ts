import { DurableObject } from "cloudflare:workers";
import { loadAgents } from "#agents-package";
import type { Message } from "../../shared/protocol/conversation.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { AGENTS } from "../../worker/agents/registry.ts";
import type { Env } from "../../worker/env.ts";
import type { Gateway } from "../../worker/gateway/run-types.ts";
import { createSessionGateway } from "../voice-session/session-gateway.ts";
import { agentCore } from "./agent-core.ts";
import type { AgentCore } from "./agent-core.ts";
import type { AgentStub } from "./agent-calls.ts";
import { AGENT_LIMITS } from "./agent-limits.ts";
import { ownerOf } from "./agent-object.ts";
import { mcpClient } from "./mcp-client.ts";
import { UserAgent } from "./user-agent.ts";

type Calls = Omit<AgentStub, "fetch">;

/**
 * The durable agent of one user: the object behind its sessions, which is never in the way of a
 * turn. This class is the shell that the platform sees; the package agents is loaded when the first
 * object wakes, and an instance of its Agent gets everything that the platform brings.
 */
export class DurableAgent extends DurableObject<Env> implements AgentStub {
  /** What clients have sent in this minute. */
  #sent = { minute: 0, count: 0 };
  #awake: { readonly core: AgentCore; readonly agent: UserAgent } | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    // Sockets and alarms that have woken the object wait for it, too.
    void ctx.blockConcurrencyWhile(async () => {
      const { Agent } = await loadAgents();
      const core = new (agentCore(Agent))(ctx, env);
      const agent = this.#userAgent(core);
      core.userAgent = agent;
      this.#awake = { core, agent };
    });
  }

  /** The agents of this server. A test gives its own. */
  protected agents(): readonly AgentDefinition[] {
    return AGENTS;
  }

  /** The models that read sessions. A test gives its own. */
  protected createGateway(): Gateway {
    return createSessionGateway(this.env, (work) => this.ctx.waitUntil(work));
  }

  /** The socket of the agents SDK. The Worker has checked who asks. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
      return new Response(null, { status: 404 });
    if (this.ctx.getWebSockets().length >= AGENT_LIMITS.watchers)
      return new Response(null, { status: 429 });
    return this.#core.fetch(request);
  }

  override async alarm(): Promise<void> {
    await this.#core.alarm();
  }

  /** Whoever watches has little to say; what is said is answered by the Agent, with a refusal. */
  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const minute = Math.floor(Date.now() / 60_000);
    const sent = this.#sent.minute === minute ? this.#sent.count + 1 : 1;
    this.#sent = { minute, count: sent };
    const { watcherMessages, watcherMessageLength } = AGENT_LIMITS;
    const isFit = typeof data === "string" && data.length <= watcherMessageLength;
    if (!isFit || sent > watcherMessages) return socket.close(1008, "This socket is for watching.");
    await this.#core.webSocketMessage!(socket, data);
  }

  override async webSocketClose(
    socket: WebSocket,
    code: number,
    reason: string,
    wasClean: boolean,
  ): Promise<void> {
    await this.#core.webSocketClose!(socket, code, reason, wasClean);
  }

  override async webSocketError(socket: WebSocket, error: unknown): Promise<void> {
    await this.#core.webSocketError!(socket, error);
  }

  async begin(session: Parameters<Calls["begin"]>[0]): ReturnType<Calls["begin"]> {
    return (await this.#agent()).begin(session);
  }

  async leave(session: Parameters<Calls["leave"]>[0]): ReturnType<Calls["leave"]> {
    return (await this.#agent()).leave(session);
  }

  async drop(session: Parameters<Calls["drop"]>[0]): ReturnType<Calls["drop"]> {
    return (await this.#agent()).drop(session);
  }

  async refreshTools(): ReturnType<Calls["refreshTools"]> {
    return (await this.#agent()).refreshTools();
  }

  async callTool(
    name: Parameters<Calls["callTool"]>[0],
    input: Parameters<Calls["callTool"]>[1],
  ): ReturnType<Calls["callTool"]> {
    return (await this.#agent()).callTool(name, input);
  }

  async facts(): ReturnType<Calls["facts"]> {
    return (await this.#agent()).facts();
  }

  async remember(
    text: Parameters<Calls["remember"]>[0],
    session: Parameters<Calls["remember"]>[1],
  ): ReturnType<Calls["remember"]> {
    return (await this.#agent()).remember(text, session);
  }

  async forget(what: Parameters<Calls["forget"]>[0]): ReturnType<Calls["forget"]> {
    return (await this.#agent()).forget(what);
  }

  async removeFact(id: Parameters<Calls["removeFact"]>[0]): ReturnType<Calls["removeFact"]> {
    return (await this.#agent()).removeFact(id);
  }

  async clearFacts(): ReturnType<Calls["clearFacts"]> {
    return (await this.#agent()).clearFacts();
  }

  async followUps(): ReturnType<Calls["followUps"]> {
    return (await this.#agent()).followUps();
  }

  async followUp(
    time: Parameters<Calls["followUp"]>[0],
    note: Parameters<Calls["followUp"]>[1],
  ): ReturnType<Calls["followUp"]> {
    return (await this.#agent()).followUp(time, note);
  }

  async removeFollowUp(
    id: Parameters<Calls["removeFollowUp"]>[0],
  ): ReturnType<Calls["removeFollowUp"]> {
    return (await this.#agent()).removeFollowUp(id);
  }

  get #core(): AgentCore {
    // The constructor lets nothing in before it is there.
    return this.#awake!.core;
  }

  /** A call comes by another way than `fetch`, so the Agent has to be started first. */
  async #agent(): Promise<UserAgent> {
    const { core, agent } = this.#awake!;
    await core.lifecycle.start();
    return agent;
  }

  #userAgent(core: AgentCore): UserAgent {
    const { ctx, env } = this;
    const owner = ownerOf(ctx.id.name ?? "");
    if (owner === undefined) throw new Error("A durable agent is reached by its name alone.");
    const find = (): AgentDefinition | undefined =>
      this.agents().find(({ name }) => name === owner.agent);
    return new UserAgent({
      owner,
      get definition() {
        return find();
      },
      sql: ctx.storage.sql,
      mcp: mcpClient(core.mcp, env),
      gateway: () => this.createGateway(),
      state: () => core.state,
      setState: (state) => core.setState(state),
      schedule: async (at, what, id) => (await core.schedule(new Date(at), what, id)).id,
      cancel: async (schedule) => void (await core.cancelSchedule(schedule)),
      messagesOf: (session) => messagesOf(session, env),
      tell: async (session, due) =>
        (await env.VOICE_SESSION.getByName(session).tell?.(due)) ?? false,
      now: () => Date.now(),
      newId: () => crypto.randomUUID(),
    });
  }
}

/** The last messages of a session; none where it was deleted. */
async function messagesOf(session: string, env: Env): Promise<readonly Message[]> {
  const request = new Request(`https://parley.internal/v1/sessions/${session}/messages`);
  const response = await env.VOICE_SESSION.getByName(session).fetch(request);
  const { messages } = await response.json<{ messages: readonly Message[] }>();
  return messages;
}
