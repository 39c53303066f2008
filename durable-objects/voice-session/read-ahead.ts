import { modelsAsked } from "../../worker/gateway/stages.ts";
import type { ContextKeeper } from "./context-keeper.ts";
import type { SessionPorts } from "./session-ports.ts";

/**
 * Lets the embedded language model read what the user has said so far while they still speak: it
 * keeps the beginning of a prompt, so that the answer waits for the last words only. Others are not
 * asked, since they are paid by the token.
 */
export class ReadAhead {
  readonly #ports: SessionPorts;
  readonly #context: ContextKeeper;
  #reading: { readonly text: string; readonly abort: AbortController } | undefined;

  constructor(ports: SessionPorts, context: ContextKeeper) {
    this.#ports = ports;
    this.#context = context;
  }

  /** Has the conversation read as if the user had said `text`; what was being read is left. */
  read(text: string): void {
    if (!this.#ports.readsAhead() || text === "" || text === this.#reading?.text) return;
    this.stop();
    const abort = new AbortController();
    this.#reading = { text, abort };
    void this.#read(text, abort.signal);
  }

  /** Leaves it to the answer. */
  stop(): void {
    this.#reading?.abort.abort();
    this.#reading = undefined;
  }

  async #read(text: string, signal: AbortSignal): Promise<void> {
    const { agent, gateway, session } = this.#ports;
    const messages = this.#context.prompt({ text, pictures: [] });
    try {
      const run = gateway.run({
        task: "text",
        ...modelsAsked(agent.models?.think),
        input: { messages, maxTokens: 1 },
        options: {
          attempts: 1,
          fallback: false,
          hedge: false,
          // What is read ahead must begin as the prompt will.
          ...(agent.guards === undefined ? {} : { guards: agent.guards }),
        },
        signal,
        metadata: { session, agent: agent.name, stage: "think" },
      });
      for await (const _event of run);
    } catch {
      // The answer itself will ask again, and tell what is wrong.
    }
  }
}
