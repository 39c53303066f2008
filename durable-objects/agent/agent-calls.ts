import type { Answer } from "../../worker/gateway/runner-client.ts";
import type { FollowUp } from "./follow-up.ts";
import type { FollowUpTime } from "./follow-up-time.ts";
import type { McpOutcome, McpTool } from "./mcp-tool.ts";
import type { Fact, Forgotten } from "./fact.ts";

/** What a session is given when it begins. */
export interface Beginning {
  /** What is remembered of the user, for the prompt; undefined: nothing. */
  readonly briefing: string | undefined;
  /** What the user is to be told. */
  readonly due: readonly FollowUp[];
  /** Tools of MCP servers, as they were listed last. */
  readonly tools: readonly McpTool[];
}

/** A durable agent as sessions and routes call it over RPC; `DurableObjectStub<DurableAgent>` fits. */
export interface AgentCalls {
  /** A session begins or goes on. */
  begin(session: string): Promise<Beginning>;
  /** Its user has left. */
  leave(session: string): Promise<void>;
  /** It was deleted: what was made of it goes too, except facts, which are the user's. */
  drop(session: string): Promise<void>;

  /** Asks the MCP servers again whose lists are old. */
  refreshTools(): Promise<readonly McpTool[]>;
  callTool(name: string, input: Record<string, unknown>): Promise<McpOutcome>;

  facts(): Promise<readonly Fact[]>;
  /** Undefined: it is empty or too long. */
  remember(text: string, session: string): Promise<Fact | undefined>;
  forget(what: string): Promise<Forgotten>;
  /** False where there is no such fact. */
  removeFact(id: number): Promise<boolean>;
  clearFacts(): Promise<void>;

  followUps(): Promise<readonly FollowUp[]>;
  /** `bad_input` with its field for a time that can't be, `rate_limited` where there are too many. */
  followUp(time: FollowUpTime, note: string): Promise<Answer<FollowUp>>;
  /** False where there is none. Also what a session calls when the user has heard it. */
  removeFollowUp(id: string): Promise<boolean>;
}

/** The stub of a durable agent. */
export interface AgentStub extends AgentCalls {
  /** The agents SDK's socket. */
  fetch(request: Request): Promise<Response>;
}

/** Where durable agents live. */
export interface AgentNamespace {
  getByName(name: string): AgentStub;
}
