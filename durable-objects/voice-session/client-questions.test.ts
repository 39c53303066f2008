import { describe, expect, it } from "vitest";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import { createManualClock } from "../../shared/testing/manual-clock.ts";
import { ClientQuestions } from "./client-questions.ts";
import type { SessionPorts } from "./session-ports.ts";

const QUESTION = { turn: 1, toolCallId: "c1", name: "set_theme", input: {} };

function desk(audience: "none" | "reads" = "reads") {
  const clock = createManualClock();
  const sent: ServerMessage[] = [];
  const ports = {
    ...clock,
    send: (message: ServerMessage) => sent.push(message),
    audience: () => audience,
  } as unknown as SessionPorts;
  return { clock, sent, questions: new ClientQuestions(ports), stop: new AbortController() };
}

describe("questions to the client", () => {
  it("D40: nobody waits longer than a call may take", async () => {
    const { clock, questions, stop } = desk();
    const call = questions.call(QUESTION, stop.signal);
    clock.advance(LIMITS.clientToolMs);
    await expect(call).rejects.toMatchObject({ code: "timeout" });
    questions.answer({ type: "tool-result", toolCallId: "c1", output: "late" });
  });

  it("D40: without a client nobody is asked", async () => {
    const { sent, questions, stop } = desk("none");
    await expect(questions.call(QUESTION, stop.signal)).rejects.toThrow("is not there");
    await expect(questions.approve(QUESTION, stop.signal)).rejects.toThrow("is not there");
    expect(sent).toEqual([]);
  });

  it("D35: an approval has a minute", async () => {
    const { clock, questions, stop } = desk();
    const answer = questions.approve(QUESTION, stop.signal);
    clock.advance(LIMITS.approvalMs);
    await expect(answer).rejects.toMatchObject({ code: "timeout" });
  });

  it("D36: only what a person decides is asked again", async () => {
    const { sent, questions, stop } = desk();
    const call = questions.call(QUESTION, stop.signal);
    const asked = questions.approve({ ...QUESTION, toolCallId: "c2" }, stop.signal);
    const [, approval] = sent.splice(0);
    questions.askAgain();
    expect(sent).toEqual([approval]);
    stop.abort(new Error("over"));
    await expect(call).rejects.toThrow("over");
    await expect(asked).rejects.toThrow("over");
    questions.askAgain();
    expect(sent).toEqual([approval]);
  });
});
