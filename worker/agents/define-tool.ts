import type { ClientTool, ServerTool, ToolTraits } from "./agent-definition.ts";

/**
 * A tool whose handler's input has the type of its schema. The type is forgotten once the tool is
 * made: what it is given has been through the schema.
 */
export function defineTool<Input>(tool: ServerTool<Input>): ServerTool {
  return tool as ServerTool;
}

/** A tool that the client runs; a page gives its handler by `client.tools`. */
export function defineClientTool<Input>(tool: ToolTraits<Input>): ClientTool {
  return { ...(tool as ToolTraits), runs: "client" };
}
