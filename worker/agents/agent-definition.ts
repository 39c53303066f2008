import type { ZodType } from "zod";
import type { TurnSettings } from "../../shared/turn/turn-settings.ts";
import type { StageModels } from "../../shared/stages/stage-models.ts";

/** What a tool's handler knows besides its input. */
export interface ToolContext {
  readonly session: string;
  /** Aborted when the user interrupts, or the tool's time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A tool that runs on the server. */
export interface ServerTool<Input = unknown> {
  readonly description: string;
  readonly input: ZodType<Input>;
  /** It changes nothing, so it may run before the user's turn is surely over. Default false. */
  readonly readOnly?: boolean;
  /** Its result goes to the model as JSON (strings as they are). */
  run(input: Input, context: ToolContext): Promise<unknown> | unknown;
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
  readonly tools?: Readonly<Record<string, ServerTool>>;
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
  /** Longest answer, in tokens. */
  readonly maxTokens?: number;
}
