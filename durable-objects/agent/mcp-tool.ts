import { AGENT_LIMITS } from "./agent-limits.ts";

/** A tool of an MCP server, as a model may call it. */
export interface McpTool {
  /** `mcp_<server>_<tool>`. */
  readonly name: string;
  readonly description: string;
  /** JSON schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The server says that it changes nothing. */
  readonly readOnly: boolean;
  /** Its name at the server. */
  readonly remote: string;
}

/** What a server says of one of its tools; none of it is trusted. */
export interface ListedTool {
  readonly name?: unknown;
  readonly description?: unknown;
  readonly inputSchema?: unknown;
  readonly annotations?: unknown;
}

/**
 * The tools of a server that can be offered to a model: those with a schema of an object, of a
 * bearable size, under a name that providers take. Of two with one name the first counts.
 */
export function mcpTools(server: string, listed: readonly ListedTool[]): readonly McpTool[] {
  const tools = new Map<string, McpTool>();
  for (const one of listed) {
    const tool = toolOf(server, one);
    if (tool !== undefined && !tools.has(tool.name)) tools.set(tool.name, tool);
    if (tools.size === AGENT_LIMITS.mcpTools) break;
  }
  return [...tools.values()];
}

function toolOf(
  server: string,
  { name, description, inputSchema, annotations }: ListedTool,
): McpTool | undefined {
  if (typeof name !== "string" || name === "") return undefined;
  if (!isObject(inputSchema) || inputSchema["type"] !== "object") return undefined;
  if (JSON.stringify(inputSchema).length > AGENT_LIMITS.toolSchemaLength) return undefined;
  const full = `mcp_${server}_${name}`.replace(/[^a-zA-Z0-9_-]/g, "_");
  const { $schema: _, ...parameters } = inputSchema;
  const words = typeof description === "string" ? description.trim() : "";
  return {
    name: full.slice(0, AGENT_LIMITS.toolNameLength),
    description: (words || name).slice(0, AGENT_LIMITS.toolDescriptionLength),
    parameters,
    readOnly: isObject(annotations) && annotations["readOnlyHint"] === true,
    remote: name,
  };
}

/** What a call came to, as text for the model. */
export type McpOutcome =
  | { readonly state: "done"; readonly text: string }
  /** `text` is the server's own sentence, or ours where it gave none. */
  | { readonly state: "failed"; readonly text: string };

/** A server's answer to `tools/call` as an outcome: its texts, of a bearable length. */
export function mcpOutcome(answer: unknown): McpOutcome {
  const { content, structuredContent, isError } = isObject(answer) ? answer : {};
  const blocks = Array.isArray(content) ? (content as unknown[]) : [];
  const texts = blocks.map(blockText).filter((text) => text !== "");
  const whole =
    texts.length === 0 && structuredContent !== undefined
      ? JSON.stringify(structuredContent)
      : texts.join("\n");
  const text = whole.slice(0, AGENT_LIMITS.toolResultLength);
  if (isError === true) return { state: "failed", text: text || "The tool failed." };
  return { state: "done", text: text || "It is done; there is no result." };
}

function blockText(block: unknown): string {
  if (!isObject(block)) return "";
  if (block["type"] === "text" && typeof block["text"] === "string") return block["text"];
  if (block["type"] === "resource" && isObject(block["resource"])) {
    const { text } = block["resource"];
    return typeof text === "string" ? text : "(a resource)";
  }
  return typeof block["type"] === "string" ? `(${block["type"].slice(0, 40)})` : "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
