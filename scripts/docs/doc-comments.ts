/**
 * The docstrings of a TypeScript source's exported constants and of the members one level inside
 * them, by name (`Hello`, `Hello.plays`), with their lines kept. A `//`-comment counts for nothing.
 */
export function docComments(source: string): ReadonlyMap<string, string> {
  const docs = new Map<string, string>();
  let owner = "";
  let pending: string | undefined;
  let open: string[] | undefined;
  for (const line of source.split("\n")) {
    if (open !== undefined) {
      open.push(line);
      if (line.includes("*/")) [pending, open] = [plain(open.join("\n")), undefined];
      continue;
    }
    if (line.trimStart().startsWith("/**")) {
      if (line.includes("*/")) pending = plain(line);
      else open = [line];
      continue;
    }
    const declared = /^export const (\w+)/.exec(line)?.[1];
    if (declared !== undefined) owner = declared;
    const member = /^ {2}(\w+):/.exec(line)?.[1];
    const name = declared ?? (member === undefined ? undefined : `${owner}.${member}`);
    if (name !== undefined && pending !== undefined) docs.set(name, pending);
    pending = undefined;
  }
  return docs;
}

function plain(comment: string): string {
  return comment
    .replace(/^\s*\/\*\*|\*\/\s*$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\*\s?/, "").trim())
    .join("\n")
    .replace(/\{@link (?:\S+ )?(\w+)\}/g, "`$1`")
    .trim();
}
