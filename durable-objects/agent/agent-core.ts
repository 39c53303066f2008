import type { Agent, Connection, ConnectionContext } from "agents";
import type { Env } from "../../worker/env.ts";
import { NEW_AGENT } from "./agent-state.ts";
import type { AgentState } from "./agent-state.ts";
import type { UserAgent } from "./user-agent.ts";

type Base = typeof Agent<Env, AgentState>;

/**
 * The class on `agents`' Agent, which keeps the state that clients see, the schedules and the MCP
 * connections. Its name is part of the SDK's addresses: `/agents/durable-agent/<name>`.
 */
export function agentCore(Agent: Base) {
  return class DurableAgent extends Agent {
    // A bundler may give the class another name.
    static override readonly name = "DurableAgent";
    static override readonly options = { sendIdentityOnConnect: true };
    override initialState = NEW_AGENT;
    userAgent: UserAgent | undefined;

    /** Clients watch: what they send changes nothing. */
    override shouldConnectionBeReadonly(_: Connection, __: ConnectionContext): boolean {
      return true;
    }

    override validateStateChange(_: AgentState, source: Connection | "server"): void {
      if (source !== "server") throw new Error("The state is the server's.");
    }

    /** Addresses, instructions and tools of MCP servers are no client's business. */
    override getMcpServers(): ReturnType<InstanceType<Base>["getMcpServers"]> {
      return { servers: {}, tools: [], prompts: [], resources: [] };
    }

    /** Nothing but the SDK's socket is spoken here. */
    override onMessage(): void {}

    override onRequest(): Response {
      return new Response(null, { status: 404 });
    }

    async sessionOver(session: string): Promise<void> {
      await this.userAgent?.sessionOver(session);
    }

    async followUpDue(id: string): Promise<void> {
      await this.userAgent?.followUpDue(id);
    }
  };
}

/** An instance of it. */
export type AgentCore = InstanceType<ReturnType<typeof agentCore>>;
