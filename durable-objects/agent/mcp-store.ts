import type { McpTool } from "./mcp-tool.ts";

/** What is known of a server. */
export interface McpList {
  /** When it was asked, in milliseconds since the epoch. */
  readonly at: number;
  readonly state: "up" | "down";
  readonly tools: readonly McpTool[];
}

/** The tools of MCP servers as they were listed last, in the object's SQLite. */
export class McpStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS mcp_lists (
        server TEXT PRIMARY KEY, url TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
        tools TEXT NOT NULL);
    `);
  }

  /** What was listed last at this address; undefined where it never was. */
  get(server: string, url: string): McpList | undefined {
    const row = this.#sql
      .exec<{ at: number; state: "up" | "down"; tools: string }>(
        "SELECT at, state, tools FROM mcp_lists WHERE server = ? AND url = ?",
        server,
        url,
      )
      .toArray()[0];
    return row && { at: row.at, state: row.state, tools: JSON.parse(row.tools) as McpTool[] };
  }

  put(server: string, url: string, { at, state, tools }: McpList): void {
    this.#sql.exec(
      `INSERT INTO mcp_lists (server, url, at, state, tools) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (server) DO UPDATE SET url = excluded.url, at = excluded.at,
         state = excluded.state, tools = excluded.tools`,
      server,
      url,
      at,
      state,
      JSON.stringify(tools),
    );
  }
}
