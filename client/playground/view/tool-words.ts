/** Longest piece of a tool's input or output that is shown. */
const SHOWN_LENGTH = 80;

/** A tool call, as the protocol and the history hold it. */
export interface ToolCall {
  readonly name: string;
  readonly state: "input-available" | "output-available" | "output-error";
  readonly input: unknown;
  readonly output?: unknown;
}

/** A tool call as a quiet line: its name for people, what went in, and what came out. */
export interface ToolWords {
  readonly name: string;
  readonly input: string;
  readonly output: string;
}

/** Puts a tool call into words. All of it is plain text that a model or a tool has made. */
export function toolWords(tool: ToolCall): ToolWords {
  return {
    name: readableName(tool.name),
    input: readableValue(tool.input),
    output:
      tool.state === "input-available"
        ? "working…"
        : tool.state === "output-error"
          ? `failed${suffix(readableValue(tool.output))}`
          : readableValue(tool.output),
  };
}

function readableName(name: string): string {
  return name
    .replace(/[_-]+/g, " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase();
}

function readableValue(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return shorten(value);
  if (typeof value !== "object") return shorten(JSON.stringify(value) ?? "");
  const entries = Object.entries(value);
  const flat = entries.every(([, item]) => typeof item !== "object" || item === null);
  if (Array.isArray(value) || !flat) return shorten(JSON.stringify(value));
  return shorten(entries.map(([key, item]) => `${readableName(key)} ${String(item)}`).join(", "));
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH - 1).trimEnd()}…`;
}

function suffix(text: string): string {
  return text === "" ? "" : `: ${text}`;
}
