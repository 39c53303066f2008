import type { ServerTool } from "./agent-definition.ts";

/** A tool whose handler's input has the type of its schema; it gives back what it is given. */
export function defineTool<Input>(tool: ServerTool<Input>): ServerTool<Input> {
  return tool;
}
