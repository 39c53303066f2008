import { expect, it } from "vitest";
import { parameterError } from "../../shared/tools/parameter-error.ts";
import { pageThemeTool } from "./page-theme.ts";

it("P25: the agent can change the page's colours", () => {
  const root: { dataset: Partial<Record<string, string>> } = { dataset: {} };
  const tool = pageThemeTool(root);
  expect(tool.handler({ theme: "dark" })).toBe("The page is dark now.");
  expect(root.dataset).toEqual({ theme: "dark" });
  expect(tool.handler({ theme: "system" })).toBe("The page follows the system again.");
  expect(root.dataset).toEqual({});
  expect(parameterError({ theme: "light" }, tool.parameters)).toBeUndefined();
  expect(parameterError({ theme: "pink" }, tool.parameters)).toContain("theme must be one of");
});
