import { AppError } from "../../shared/errors/app-error.ts";
import type { ClientMessage } from "../../shared/protocol/client-messages.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { SessionPorts } from "./session-ports.ts";

type Question = Extract<ServerMessage, { type: "tool-call" | "tool-approval-request" }>;
type Answer = Extract<ClientMessage, { type: "tool-result" | "tool-approval" }>;

interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
}

/**
 * What the client was asked and has not answered: to run a tool, or whether one may run. An answer
 * that nobody waits for is passed over.
 */
export class ClientQuestions {
  readonly #ports: SessionPorts;
  readonly #waiting = new Map<string, Waiting>();

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /**
   * Asks the client to run a tool.
   * @throws AppError `timeout`, `too_large`, `model_unavailable` where no client is there,
   * `aborted`, or `bad_input` with what the client says went wrong.
   */
  async call(
    question: Omit<Question, "type" | "timeoutMs">,
    signal: AbortSignal,
  ): Promise<unknown> {
    const timeoutMs = LIMITS.clientToolMs;
    const answer = await this.#ask({ type: "tool-call", ...question, timeoutMs }, signal);
    if (answer.type !== "tool-result") throw new AppError("internal", "It was answered wrongly.");
    if (answer.error !== undefined) throw new AppError("bad_input", answer.error);
    const { output } = answer;
    if (JSON.stringify(output ?? null).length > LIMITS.toolResultLength)
      throw new AppError("too_large", "The result is too long.");
    return output;
  }

  /**
   * Asks the user whether a tool may run.
   * @throws AppError `timeout`, `model_unavailable` where no client is there, `aborted`.
   */
  async approve(
    question: Omit<Question, "type" | "timeoutMs">,
    signal: AbortSignal,
  ): Promise<boolean> {
    const timeoutMs = LIMITS.approvalMs;
    const asked = { type: "tool-approval-request" as const, ...question, timeoutMs };
    const answer = await this.#ask(asked, signal);
    return answer.type === "tool-approval" && answer.approved;
  }

  /** The client has answered. */
  answer(answer: Answer): void {
    const waiting = this.#waiting.get(answer.toolCallId);
    const isApproval = waiting?.question.type === "tool-approval-request";
    if (isApproval === (answer.type === "tool-approval")) waiting?.resolve(answer);
  }

  /**
   * A client has come: it is asked again what the user has to decide. Calls of tools are not made
   * again, since one may have run already: the client that has it answers when it is back.
   */
  askAgain(): void {
    for (const { question } of this.#waiting.values())
      if (question.type === "tool-approval-request") this.#ports.send(question);
  }

  #ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const { toolCallId, timeoutMs } = question;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#ports.audience() === "none")
      return Promise.reject(new AppError("model_unavailable", "The user's device is not there."));
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const cancel = this.#ports.schedule(timeoutMs, () =>
      reject(new AppError("timeout", "There was no answer in time.")),
    );
    this.#waiting.set(toolCallId, { question, resolve });
    this.#ports.send(question);
    return promise.finally(() => {
      cancel();
      signal.removeEventListener("abort", abort);
      this.#waiting.delete(toolCallId);
    });
  }
}
