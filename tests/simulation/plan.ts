import type { TurnSettings } from "../../shared/turn/turn-settings.ts";
import type { ClientMessage } from "../../shared/protocol/client-messages.ts";

/** One whole simulated session as plain data: it can be printed, cut down, and played again. */
export interface Plan {
  readonly seed: number;
  readonly agent: {
    readonly greeting: boolean;
    readonly readsAhead: boolean;
    /** The language model's window: in a small one conversations are summarised. */
    readonly contextTokens: number;
    readonly turn: Partial<Omit<TurnSettings, "turns">>;
  };
  readonly client: { readonly plays: boolean; readonly turns: "automatic" | "manual" };
  /** Milliseconds on the way, least and most. */
  readonly network: { readonly leastMs: number; readonly mostMs: number };
  /** Longest time until a write is durable. */
  readonly storageMs: number;
  /** Latest that a timer is called. */
  readonly timerLateMs: number;
  readonly models: ModelHabits;
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
  readonly ending: "closes the microphone" | "leaves" | "says nothing more";
}

/** How often models misbehave, as shares of their calls. */
export interface ModelHabits {
  readonly fails: number;
  readonly cuts: number;
  readonly slow: number;
  readonly hangs: number;
  /** Of transcriptions: other words than were said. */
  readonly wrong: number;
  /** Of answers: those that call tools, and that say nothing. */
  readonly tools: number;
  readonly empty: number;
  /** Of tool calls: those that fail, or take long. */
  readonly badTools: number;
}

/** What the user does, one thing after the other. */
export type Step =
  | { readonly do: "say"; readonly words: readonly string[] }
  | { readonly do: "wait"; readonly ms: number }
  /** Until the agent can be heard, or is silent, but no longer than `ms`. */
  | { readonly do: "listen"; readonly until: "audible" | "silent"; readonly ms: number }
  | { readonly do: "noise"; readonly ms: number }
  /** The microphone hears so many of the words that the agent is just saying. */
  | { readonly do: "echo"; readonly words: number }
  | { readonly do: "type"; readonly text: string }
  | { readonly do: "interrupt" }
  | { readonly do: "turn"; readonly action: "begin" | "end" | "cancel" }
  | { readonly do: "microphone"; readonly state: "open" | "muted" | "closed" }
  /** The client tells something that is not so. */
  | { readonly do: "lie"; readonly message: ClientMessage }
  | { readonly do: "garbage"; readonly data: string };

/** What goes wrong, right after so many events of the machine. */
export type Fault =
  | {
      readonly what: "drop";
      readonly after: number;
      /** Until the client is there again, and until the server notices. */
      readonly backMs: number;
      readonly noticedMs: number;
    }
  | { readonly what: "crash"; readonly after: number; readonly backMs: number }
  | { readonly what: "hibernate"; readonly after: number }
  | { readonly what: "tick"; readonly after: number }
  /** Another client takes the conversation over. */
  | { readonly what: "takeover"; readonly after: number };
