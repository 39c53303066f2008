import * as z from "zod";

const BOUNDS = {
  servers: 8,
  nameLength: 24,
} as const;

const mcpServer = z.strictObject(
  {
    name: z
      .string("must be a text")
      .regex(/^[a-z][a-z0-9-]*$/, "must be lower case letters, digits and hyphens")
      .max(BOUNDS.nameLength, `must be at most ${BOUNDS.nameLength} characters`),
    url: z.url({ protocol: /^https?$/, error: "must be an http or https address" }),
    headers: z
      .union(
        [
          z.record(z.string(), z.string()),
          z.custom<(env: object) => Record<string, string>>(
            (value) => typeof value === "function",
            "must be a function",
          ),
        ],
        "must be texts by name, or a function",
      )
      .optional(),
    needsApproval: z.boolean("must be true or false").optional(),
  },
  "must be a server: name, url",
);

/** An agent's MCP servers: what defineAgent takes. */
export const mcpServers = z
  .array(mcpServer, "must be a list of servers")
  .max(BOUNDS.servers, `must be at most ${BOUNDS.servers} servers`)
  .refine(
    (servers) => new Set(servers.map(({ name }) => name)).size === servers.length,
    "must have servers of different names",
  );
