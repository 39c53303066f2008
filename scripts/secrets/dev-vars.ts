/** A variable that .dev.vars must have: its name, what it is for, and its first value. */
export interface WantedVariable {
  readonly name: string;
  readonly comment: string;
  readonly value: string;
}

const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/;

/** Reads lines of `NAME=value`; a value may be quoted, a `#` after a blank begins a comment. */
export function parseDevVars(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, raw] = LINE.exec(line) ?? [];
    if (name !== undefined && raw !== undefined) variables.set(name, unquote(raw.trim()));
  }
  return variables;
}

/**
 * The file's text with every wanted variable in it: what is there stays as it is, byte by byte, and
 * what is missing is added at the end. Returns `text` itself when nothing is missing.
 */
export function completeDevVars(text: string, wanted: readonly WantedVariable[]): string {
  const present = parseDevVars(text);
  const missing = wanted.filter(({ name }) => !present.has(name));
  if (missing.length === 0) return text;
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  const lines = missing.map(({ name, comment, value }) => `# ${comment}\n${name}=${value}\n`);
  return `${text}${gap}${lines.join("")}`;
}

function unquote(raw: string): string {
  const quoted = /^(["'`])(.*)\1\s*(?:#.*)?$/.exec(raw);
  if (quoted) return quoted[2] ?? "";
  return raw.replace(/(^|\s+)#.*$/, "").trim();
}
