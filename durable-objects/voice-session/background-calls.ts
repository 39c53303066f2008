import { LIMITS } from "../../shared/protocol/limits.ts";
import type { ServerTool } from "../../worker/agents/agent-definition.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";
import { runTool } from "./tool-run.ts";
import type { ToolOutcome } from "./tool-run.ts";

/** A call that runs while the talk goes on; without an outcome it is still running. */
export interface BackgroundCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly outcome?: ToolOutcome;
}

/** What the model reads of a call that an eviction or a crash has ended. */
const LOST = "It was broken off, and whether it was done is not known.";

/**
 * Tools that take long. Each is stored when it begins, and until its outcome was told: what was
 * running when the object was evicted is told as broken off.
 */
export class BackgroundCalls {
  readonly #ports: SessionPorts;
  readonly #store: ConversationStore;
  readonly #ready: (id: string) => void;
  readonly #stopped: AbortSignal;
  #calls: readonly BackgroundCall[];

  /** `ready` is told when an outcome is there; none is waited for after `stopped`. */
  constructor(
    ports: SessionPorts,
    store: ConversationStore,
    { ready, stopped }: { ready: (id: string) => void; stopped: AbortSignal },
  ) {
    this.#ports = ports;
    this.#store = store;
    this.#ready = ready;
    this.#stopped = stopped;
    const stored = JSON.parse(store.fact("background") ?? "[]") as BackgroundCall[];
    this.#calls = stored.map((call) => ({
      ...call,
      outcome: call.outcome ?? { state: "output-error", input: call.input, output: LOST },
    }));
  }

  /** Tells again what was known before an eviction and not told. */
  wake(): void {
    for (const { id } of this.#calls) this.#ready(id);
  }

  /** Starts a call; false where too many are running. */
  start(id: string, name: string, tool: ServerTool, input: unknown): boolean {
    const running = this.#calls.filter(({ outcome }) => outcome === undefined);
    if (running.length >= LIMITS.backgroundTools) return false;
    this.#keep([...this.#calls, { id, name, input }]);
    void this.#run(id, tool, input);
    return true;
  }

  /** A call by its id. */
  get(id: string): BackgroundCall | undefined {
    return this.#calls.find((call) => call.id === id);
  }

  /** Its outcome is in history. */
  told(id: string): void {
    if (this.get(id) !== undefined) this.#keep(this.#calls.filter((call) => call.id !== id));
  }

  async #run(id: string, tool: ServerTool, input: unknown): Promise<void> {
    const signal = this.#stopped;
    const ms = LIMITS.backgroundToolMs;
    const outcome = await runTool(tool, input, this.#ports, { signal, ms }).catch(() => undefined);
    if (outcome === undefined || signal.aborted) return;
    this.#keep(this.#calls.map((call) => (call.id === id ? { ...call, outcome } : call)));
    this.#ready(id);
  }

  #keep(calls: readonly BackgroundCall[]): void {
    this.#calls = calls;
    this.#store.setFact("background", calls.length === 0 ? undefined : JSON.stringify(calls));
  }
}
