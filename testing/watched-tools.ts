import type { AgentDefinition, AgentTool, ServerTool } from "../worker/agents/agent-definition.ts";

/** Knows whether a tool is at work: it may take real time, in which virtual time must not pass. */
export class WatchedTools {
  readonly #working = new Set<Promise<unknown>>();

  /** The same agent, whose tools are watched. */
  watch(agent: AgentDefinition): AgentDefinition {
    const { tools } = agent;
    if (tools === undefined) return agent;
    const watched = Object.entries(tools).map(([name, tool]) => [
      name,
      "runs" in tool ? tool : this.#watched(tool),
    ]);
    return { ...agent, tools: Object.fromEntries(watched) as Record<string, AgentTool> };
  }

  /** Resolves when no tool is at work. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.allSettled(this.#working);
  }

  #watched(tool: ServerTool): ServerTool {
    return {
      ...tool,
      run: (input, context) => {
        const work = (async () => tool.run(input, context))();
        this.#working.add(work);
        void Promise.allSettled([work]).then(() => this.#working.delete(work));
        return work;
      },
    };
  }
}
