import { expect, it } from "vitest";
import { isLively, poseTarget } from "./pose-target.ts";

const CALL = {
  connection: "connected",
  agentState: "listening",
  call: "open",
  muted: false,
} as const;

it("P21: follows the user in an open, unmuted call only", () => {
  expect(poseTarget(CALL, 0.6, 0.5)).toMatchObject({ user: 0.6, agent: 0, together: 1 });
  expect(poseTarget({ ...CALL, muted: true }, 0.6, 0)).toMatchObject({ user: 0, presence: 0.15 });
  expect(poseTarget({ ...CALL, call: "closed" }, 0.6, 0)).toMatchObject({ user: 0, together: 0 });
});

it("P21: follows the agent only while it speaks", () => {
  expect(poseTarget({ ...CALL, agentState: "speaking" }, 0, 0.5).agent).toBe(0.5);
  expect(poseTarget({ ...CALL, agentState: "thinking" }, 0, 0.5)).toMatchObject({
    agent: 0,
    thinking: 1,
  });
});

it("P21: rests without a connection, whatever the levels", () => {
  const rest = { user: 0, agent: 0, together: 0, thinking: 0, presence: 1 };
  expect(poseTarget({ ...CALL, connection: "failed", agentState: "speaking" }, 1, 1)).toEqual(rest);
});

it("P22: is still when nothing happens", () => {
  expect(isLively({ connection: "connected", agentState: "idle", call: "closed" })).toBe(false);
  expect(isLively(CALL)).toBe(true);
  expect(isLively({ ...CALL, connection: "reconnecting" })).toBe(false);
});
