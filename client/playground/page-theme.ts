import type { ClientTool } from "../core/client-tool.ts";

const THEMES = ["light", "dark", "system"] as const;
type Theme = (typeof THEMES)[number];

/**
 * Changes the page's colours: a tool of the page, for whichever agent it talks to.
 * @param root whose `data-theme` the page's colours follow (styles/tokens.css)
 */
export function pageThemeTool(root: { readonly dataset: Partial<Record<string, string>> }) {
  return {
    description: "Changes the page to a light or a dark theme (dark mode), or to the system's.",
    parameters: {
      type: "object",
      properties: { theme: { type: "string", enum: THEMES } },
      required: ["theme"],
      additionalProperties: false,
    },
    handler({ theme }: { readonly theme: Theme }): string {
      if (theme === "system") delete root.dataset["theme"];
      else root.dataset["theme"] = theme;
      return theme === "system"
        ? "The page follows the system again."
        : `The page is ${theme} now.`;
    },
  } satisfies ClientTool;
}
