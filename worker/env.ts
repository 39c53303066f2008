import type { AgentNamespace } from "../durable-objects/agent/agent-calls.ts";
import type { FollowUp } from "../durable-objects/agent/follow-up.ts";
import type { AnswerCacheNamespace } from "./gateway/answer-cache-client.ts";
import type { LedgerNamespace } from "./gateway/ledger-client.ts";
import type { RouteBookNamespace } from "./gateway/routes/route-book-client.ts";
import type { RunnerNamespace } from "./gateway/runner-client.ts";

/**
 * Where conversations live. Structural, so that routes are typed the same in the Worker and in
 * tests; `DurableObjectNamespace<VoiceSession>` fits it.
 */
export interface SessionNamespace {
  /** The object of this name; partyserver reads the name from `ctx.id.name`, which this sets. */
  getByName(name: string): {
    fetch(request: Request): Promise<Response>;
    /** Gives it what its user is to be told; false where nobody is there. */
    tell?(due: readonly FollowUp[]): Promise<boolean>;
  };
}

/** Whatever serves the built client: wrangler's assets binding, or a disk service of workerd. */
export interface AssetServer {
  fetch(request: Request): Promise<Response>;
}

/**
 * Variables, secrets and bindings of the Worker. Providers' own variables (`OPENAI_API_KEY` and the
 * like) are read by name from the same object: worker/gateway/providers holds their table.
 */
export interface Env {
  readonly VOICE_SESSION: SessionNamespace;
  /** Runs that outlive whoever asked. */
  readonly RUNNER: RunnerNamespace;
  /** What attempts used and cost. */
  readonly LEDGER: LedgerNamespace;
  /** Dynamic routes, and the counters of their rate limits. */
  readonly ROUTE_BOOK: RouteBookNamespace;
  /** Answers that are given again: one object for each. */
  readonly ANSWER_CACHE: AnswerCacheNamespace;
  /** What agents keep for their users: one object for each agent and user. */
  readonly AGENT?: AgentNamespace;
  readonly ASSETS?: AssetServer;
  /** Workers AI, where it is bound. */
  readonly AI?: unknown;
  /** Signs tokens and derives resume secrets; 32 random bytes in base64url. */
  readonly PARLEY_SECRET?: string;
  /** `pk_…`: opens sessions from pages of listed origins. */
  readonly PARLEY_PUBLISHABLE_KEY?: string;
  /** `sk_…`: opens, reads and deletes any session; for servers only. */
  readonly PARLEY_API_KEY?: string;
  /** Origins that may use the publishable key, separated by commas. */
  readonly PARLEY_ORIGINS?: string;
  readonly PARLEY_LOCAL_URL?: string;
  readonly PARLEY_LOCAL_KEY?: string;
  readonly PARLEY_LISTEN?: string;
  readonly PARLEY_THINK?: string;
  readonly PARLEY_SPEAK?: string;
  readonly PARLEY_SEE?: string;
  /** Names of the guards that every request goes through, separated by commas. */
  readonly PARLEY_GUARDS?: string;
  /** What the guard `blocked-words` refuses, separated by commas or line breaks. */
  readonly PARLEY_BLOCKED_WORDS?: string;
}

/** What hono's routes are typed with. */
export interface AppEnv {
  Bindings: Env;
}
