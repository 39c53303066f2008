import { AppError } from "../../shared/errors/app-error.ts";
import type { McpServer } from "../../worker/agents/agent-definition.ts";
import { AGENT_LIMITS } from "./agent-limits.ts";
import type { McpStore } from "./mcp-store.ts";
import { mcpOutcome, mcpTools } from "./mcp-tool.ts";
import type { ListedTool, McpOutcome, McpTool } from "./mcp-tool.ts";

/** The MCP client as far as it is needed: `MCPClientManager` of `agents` behind {@link mcpClient}. */
export interface McpClient {
  /** Connects where it is not, and lists the server's tools. */
  list(server: McpServer): Promise<readonly ListedTool[]>;
  call(server: McpServer, tool: string, input: Record<string, unknown>): Promise<unknown>;
  /** Gives the connection up, whatever state it is in. */
  close(server: McpServer): Promise<void>;
}

/**
 * The MCP servers of one agent and user. Connections are made when something is asked and kept while
 * a session is live; lists of tools are kept for good, so that a session has them at once.
 */
export class McpConnections {
  readonly #servers: () => readonly McpServer[];
  readonly #client: McpClient;
  readonly #store: McpStore;
  readonly #now: () => number;
  readonly #open = new Set<McpServer>();
  #refreshing: Promise<void> | undefined;
  /** Takes the wait for idleness back. */
  #stay: () => void = () => undefined;

  constructor(
    servers: () => readonly McpServer[],
    { client, store, now }: { client: McpClient; store: McpStore; now: () => number },
  ) {
    this.#servers = servers;
    this.#client = client;
    this.#store = store;
    this.#now = now;
  }

  /** The tools as they were listed last; those of a server that is down are not among them. */
  tools(): readonly McpTool[] {
    return this.#servers().flatMap((server) => this.#listed(server));
  }

  /** Asks the servers again of which too little is known. Never throws. */
  refresh(): Promise<void> {
    this.#refreshing ??= Promise.all(
      this.#servers()
        .filter((server) => this.#isStale(server))
        .map((server) => this.#list(server)),
    )
      .then(() => undefined)
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  /** Calls a tool by the name that the model used. Never throws. */
  async call(name: string, input: Record<string, unknown>): Promise<McpOutcome> {
    const server = this.#servers().find((one) =>
      this.#listed(one).some((tool) => tool.name === name),
    );
    const tool = server && this.#listed(server).find((one) => one.name === name);
    if (server === undefined || tool === undefined)
      return { state: "failed", text: `There is no tool named ${name}.` };
    try {
      this.#use(server);
      const work = this.#client.call(server, tool.remote, input);
      return mcpOutcome(await within(AGENT_LIMITS.mcpCallMs, work));
    } catch (thrown) {
      // The next call connects anew: what a connection that failed is good for is not known.
      await this.#close(server);
      const late = thrown instanceof AppError && thrown.code === "timeout";
      return {
        state: "failed",
        text: late
          ? "The tool took too long; it may have been done."
          : "The tool can't be reached.",
      };
    }
  }

  /** Nobody talks any more: an open connection would keep the object awake. */
  async rest(): Promise<void> {
    this.#stay();
    await Promise.all([...this.#open].map((server) => this.#close(server)));
  }

  #listed({ name, url }: McpServer): readonly McpTool[] {
    const list = this.#store.get(name, url);
    return list?.state === "up" ? list.tools : [];
  }

  #isStale({ name, url }: McpServer): boolean {
    const list = this.#store.get(name, url);
    if (list === undefined) return true;
    const { mcpListAgeMs, mcpDownMs } = AGENT_LIMITS;
    return this.#now() - list.at >= (list.state === "up" ? mcpListAgeMs : mcpDownMs);
  }

  async #list(server: McpServer): Promise<void> {
    const { name, url } = server;
    try {
      this.#use(server);
      const listed = await within(AGENT_LIMITS.mcpListMs, this.#client.list(server));
      this.#store.put(name, url, { at: this.#now(), state: "up", tools: mcpTools(name, listed) });
    } catch {
      this.#store.put(name, url, { at: this.#now(), state: "down", tools: [] });
      await this.#close(server);
    }
  }

  /** A session that has died says no goodbye, so there is a time after which nobody is there. */
  #use(server: McpServer): void {
    this.#open.add(server);
    this.#stay();
    const timer = setTimeout(() => void this.rest(), AGENT_LIMITS.mcpIdleMs);
    this.#stay = () => clearTimeout(timer);
  }

  async #close(server: McpServer): Promise<void> {
    this.#open.delete(server);
    await this.#client.close(server).catch(() => undefined);
  }
}

/** Settles as `work` does, or rejects with `timeout` after `ms`. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new AppError("timeout", "It took too long.")), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
