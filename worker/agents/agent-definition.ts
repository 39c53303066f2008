import type { ZodType } from "zod";
import type { TurnSettings } from "../../shared/turn/turn-settings.ts";
import type { StageModels } from "../../shared/stages/stage-models.ts";

/** What a tool's handler knows besides its input. */
export interface ToolContext {
  readonly session: string;
  /**
   * Aborted when the tool's time is over; where the tool is read-only also when nobody wants its
   * result any more. What a writing tool has begun is let finish when the user interrupts.
   */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What every tool of an agent says of itself. */
export interface ToolTraits<Input = unknown> {
  readonly description: string;
  readonly input: ZodType<Input>;
  /**
   * It changes nothing: it may run before the user's turn is surely over, and beside others. Default
   * false.
   */
  readonly readOnly?: boolean;
  /** Whether the user must allow each call, or which calls. Default false. */
  readonly needsApproval?: boolean | ((input: Input) => boolean);
  /** Said when it takes long and nothing else is being said; of several one after the other. */
  readonly filler?: string | readonly string[];
}

/** A tool that runs on the server. */
export interface ServerTool<Input = unknown> extends ToolTraits<Input> {
  /**
   * It takes long: the model is told at once that it is under way, and the result when there is one.
   * Default false.
   */
  readonly background?: boolean;
  /** Its result goes to the model as JSON (strings as they are). */
  run(input: Input, context: ToolContext): Promise<unknown> | unknown;
}

/** A tool that the client runs: it is offered to the model while the client has a handler for it. */
export interface ClientTool<Input = unknown> extends ToolTraits<Input> {
  readonly runs: "client";
}

export type AgentTool = ServerTool | ClientTool;

/** What another agent gets of the conversation so far: all, the first one's summary, or nothing. */
export type HandoffContext = "full" | "summary" | "none";

/** Another agent that may go on with the conversation. */
export interface Handoff {
  /** Its name in the registry. */
  readonly agent: string;
  /** When to hand over, for the model; absent: its title has to do. */
  readonly when?: string;
  /** Default `full`. */
  readonly context?: HandoffContext;
  /** Whether it answers, or says its greeting. Default `answer`. */
  readonly opens?: "answer" | "greeting";
}

/** An MCP server whose tools an agent may use (https://modelcontextprotocol.io, streamable HTTP). */
export interface McpServer {
  /** In the names of its tools, `mcp_<name>_<tool>`: lower case, digits, hyphens. */
  readonly name: string;
  readonly url: string;
  /** Sent with each request; a function is given the Worker's variables and secrets. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | ((env: object) => Readonly<Record<string, string>>);
  /** Whether the user must allow each call that may change something. Default false. */
  readonly needsApproval?: boolean;
}

/** What a page plays under the voice. Nothing is played where the page's user doesn't want it. */
export interface AgentSounds {
  /** `rain`, `office`, or the address of a sound file that the page may fetch. */
  readonly background?: string;
  /** While it thinks: `typing`, `soft`, or an address. */
  readonly thinking?: string;
  /** 0…1; default 0.3. */
  readonly volume?: number;
}

/** An agent, as its author writes it: `defineAgent({ … })` in a file of worker/agents/. */
export interface AgentDefinition {
  /** Name in URLs and messages: lower case, digits, hyphens. */
  readonly name: string;
  /** Name for people. */
  readonly title: string;
  /** What the model is told about who it is. */
  readonly instructions: string;
  /** Said when a conversation begins; absent: the user speaks first. */
  readonly greeting?: string;
  /** Voice of the speech model; absent: the model's own default. */
  readonly voice?: string;
  /**
   * `provider/model` or `dynamic/<route>` per stage, or several models, of which each stands in for
   * those before it; absent: the server's default for the stage.
   */
  readonly models?: StageModels;
  /** Guards of its language model, by name (worker/guards/), besides the server's own. */
  readonly guards?: readonly string[];
  readonly tools?: Readonly<Record<string, AgentTool>>;
  /**
   * Whether a client may bring tools that the agent does not declare: their descriptions are read by
   * its model. Default `any`.
   */
  readonly clientTools?: "any" | "declared";
  /** Agents to which this one may hand the conversation over. */
  readonly handoffs?: readonly (string | Handoff)[];
  /** Said when a tool takes long that has no filler of its own. */
  readonly filler?: string | readonly string[];
  /** Said when a tool waits for the user's approval and nothing else was said. */
  readonly approvalRequest?: string;
  /** Asked once when the user has said nothing for long. */
  readonly nudge?: string;
  /** Said before a conversation ends that nobody takes part in, or that lasted too long. */
  readonly goodbye?: string;
  /** Said when it could not hear or could not answer, and no other model stands in. */
  readonly apology?: string;
  /** How turns are taken, where it should differ from the default. */
  readonly turn?: Partial<Omit<TurnSettings, "turns">> & {
    /** Silence, in milliseconds, after which an answer is begun on speculation. */
    readonly pauseMs?: number;
  };
  /**
   * Whether it remembers facts about a user from one session to the next, by tools that its model may
   * call; with `extract` its model also reads each session that is over. Default false.
   */
  readonly memory?: boolean | { readonly extract: boolean };
  /** MCP servers whose tools it has. */
  readonly mcp?: readonly McpServer[];
  /** Whether its model may arrange to say something later. Default false. */
  readonly followUps?: boolean;
  /** Longest answer, in tokens. */
  readonly maxTokens?: number;
  /** What a page plays under its voice; absent: nothing. */
  readonly sounds?: AgentSounds;
  /** How much of a long conversation its language model sees. */
  readonly context?: {
    /** The most tokens of a prompt, within the model's window. */
    readonly tokens?: number;
    /** Whether what has no room is summarised. Default: true, except for the embedded model. */
    readonly summaries?: boolean;
  };
}
