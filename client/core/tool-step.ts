import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { ClientEffect } from "./client-effect.ts";
import type { ClientState, Step } from "./client-state.ts";
import { connectionState } from "./connection.ts";
import type { ToolAnswer } from "./tool-shell.ts";

/** What a message about tools changes. */
export function toolMessageStep(
  state: ClientState,
  message: Extract<ServerMessage, { type: "tool" | "tool-call" | "tool-approval-request" }>,
): Step {
  const { toolCallId } = message;
  switch (message.type) {
    case "tool": {
      const { type: _, ...event } = message;
      const emit: ClientEffect = { type: "emit", name: "toolcall", event };
      if (message.state === "input-available") return [state, [emit]];
      // Nobody waits for it any more, whether it was answered or not.
      const [next, effects] = forget(state, toolCallId);
      return [next, [emit, ...effects]];
    }
    case "tool-call": {
      if (state.calls.includes(toolCallId)) return [state, []];
      const { name, input } = message;
      return [
        { ...state, calls: [...state.calls, toolCallId] },
        [{ type: "run-tool", toolCallId, name, input }],
      ];
    }
    case "tool-approval-request": {
      const { type: _, ...approval } = message;
      const others = state.approvals.filter((one) => one.toolCallId !== toolCallId);
      return [{ ...state, approvals: [...others, approval] }, []];
    }
  }
}

/** A tool of this client has ended. Without a connection the answer waits for the next one. */
export function toolDoneStep(state: ClientState, toolCallId: string, answer: ToolAnswer): Step {
  if (!state.calls.includes(toolCallId)) return [state, []];
  const next = { ...state, calls: state.calls.filter((id) => id !== toolCallId) };
  const message = { type: "tool-result" as const, toolCallId, ...answer };
  const send: ClientEffect = { type: "send", message };
  if (connectionState(state.connection) === "connected") return [next, [send]];
  return [{ ...next, outbox: [...state.outbox, send] }, []];
}

/** The user allows a tool, or doesn't. The server asks again after a reconnect. */
export function approveStep(state: ClientState, toolCallId: string, approved: boolean): Step {
  const asked = state.approvals.some((one) => one.toolCallId === toolCallId);
  if (!asked || connectionState(state.connection) !== "connected") return [state, []];
  return [
    { ...state, approvals: state.approvals.filter((one) => one.toolCallId !== toolCallId) },
    [{ type: "send", message: { type: "tool-approval", toolCallId, approved } }],
  ];
}

/** Nothing that runs, and nothing that is asked, counts any more. */
export function forgetTools(state: ClientState): Step {
  const effects = state.calls.map((toolCallId) => ({ type: "cancel-tool" as const, toolCallId }));
  return [{ ...state, calls: [], approvals: [] }, effects];
}

function forget(state: ClientState, toolCallId: string): Step {
  const runs = state.calls.includes(toolCallId);
  const asked = state.approvals.some((one) => one.toolCallId === toolCallId);
  if (!runs && !asked) return [state, []];
  return [
    {
      ...state,
      calls: state.calls.filter((id) => id !== toolCallId),
      approvals: state.approvals.filter((one) => one.toolCallId !== toolCallId),
    },
    runs ? [{ type: "cancel-tool", toolCallId }] : [],
  ];
}
