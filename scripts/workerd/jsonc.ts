/** JSON with comments and trailing commas, as wrangler.jsonc has them. Throws SyntaxError. */
export function parseJsonc(text: string): unknown {
  // Strings come first in each pattern, so that what looks like a comment inside one is kept.
  const string = `"(?:[^"\\\\]|\\\\.)*"`;
  const bare = text.replace(
    new RegExp(`(${string})|//[^\\n]*|/\\*[\\s\\S]*?\\*/`, "g"),
    (_, kept: string | undefined) => kept ?? "",
  );
  const strict = bare.replace(
    new RegExp(`(${string})|,(?=\\s*[}\\]])`, "g"),
    (_, kept: string | undefined) => kept ?? "",
  );
  return JSON.parse(strict);
}
