/** The news that another agent has come; any other id is a tool's in the background. */
export const HANDOFF_NEWS = { kind: "news", id: "handoff" } as const;
