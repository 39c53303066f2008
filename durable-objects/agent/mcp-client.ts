import { AppError } from "../../shared/errors/app-error.ts";
import type { McpServer } from "../../worker/agents/agent-definition.ts";
import type { AgentCore } from "./agent-core.ts";
import { AGENT_LIMITS } from "./agent-limits.ts";
import type { McpClient } from "./mcp-connections.ts";
import type { ListedTool } from "./mcp-tool.ts";

/**
 * The MCP client of `agents`. Connections are made and not registered: a registered one would be
 * stored with its headers, and made again each time that the object wakes.
 */
export function mcpClient(mcp: AgentCore["mcp"], env: object): McpClient {
  const connected = async (server: McpServer): Promise<void> => {
    if (isReady(server)) return;
    await close(server);
    const { headers = {} } = server;
    await mcp.connect(server.url, {
      reconnect: { id: server.name },
      transport: {
        type: "streamable-http",
        requestInit: { headers: typeof headers === "function" ? headers(env) : headers },
      },
    });
    if (!isReady(server)) throw down(server);
  };
  const isReady = ({ name }: McpServer): boolean =>
    mcp.mcpConnections[name]?.connectionState === "ready";
  const close = async ({ name }: McpServer): Promise<void> => {
    if (mcp.mcpConnections[name] !== undefined) await mcp.closeConnection(name);
  };
  return {
    async list(server): Promise<readonly ListedTool[]> {
      if (isReady(server)) {
        const found = await mcp.discoverIfConnected(server.name);
        if (found?.success !== true) throw down(server);
      } else await connected(server);
      return mcp.listTools({ serverId: server.name });
    },
    async call(server, tool, input): Promise<unknown> {
      await connected(server);
      return mcp.callTool(
        { serverId: server.name, name: tool, arguments: input },
        { timeout: AGENT_LIMITS.mcpCallMs },
      );
    },
    close,
  };
}

function down({ name }: McpServer): AppError {
  return new AppError("model_unavailable", `The MCP server ${name} can't be reached.`);
}
