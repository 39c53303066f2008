import { describe, expect, it } from "vitest";
import { docComments } from "./doc-comments.ts";
import { generatedDocs } from "./generated-docs.ts";
import { notation } from "./schema-notation.ts";

describe("docComments", () => {
  it("names constants and their members, over one line or several", () => {
    const docs = docComments(`/** What it is. */
export const Hello = z.object({
  type: z.literal("hello"),
  /**
   * Two lines,
   * see {@link frame.ts Frame}.
   */
  client: z.string(),
});
export const Bare = 1;`);
    expect([...docs]).toEqual([
      ["Hello", "What it is."],
      ["Hello.client", "Two lines,\nsee `Frame`."],
    ]);
  });
});

describe("notation", () => {
  it.each([
    [{ type: "string", maxLength: 8000 }, "string ≤ 8,000"],
    [{ enum: ["a", "b"] }, '"a" | "b"'],
    [{ type: "array", maxItems: 4, items: { type: "integer", minimum: 0 } }, "(integer ≥ 0)[] ≤ 4"],
    [{ $ref: "#/$defs/Message" }, "Message"],
    [
      { type: "object", required: ["a"], properties: { a: { const: 1 }, b: { type: "boolean" } } },
      "{ a: 1, b?: boolean }",
    ],
  ])("writes %j as %s", (schema, text) => {
    expect(notation(schema)).toBe(text);
  });
});

describe("the protocol's specification", () => {
  it("has every message, the frames, close codes, limits and errors", async () => {
    const [spec] = await generatedDocs();
    for (const heading of [
      "### `hello`",
      "### `welcome`",
      "| `sequence` |",
      "| `microphone` | 1 |",
    ])
      expect(spec?.text).toContain(heading);
    for (const row of [
      "| 4401 | `unauthorized` | no |",
      "| `imageBytes` |",
      "| `bad_message` | 400 |",
    ])
      expect(spec?.text).toContain(row);
  });
});
