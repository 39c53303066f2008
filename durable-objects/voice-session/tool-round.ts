import { LIMITS } from "../../shared/protocol/limits.ts";
import { AsyncQueue } from "../../shared/streams/async-queue.ts";
import type { ToolCall } from "../../worker/gateway/run-types.ts";
import { callTool } from "./tool-call.ts";
import type { CallScene } from "./tool-call.ts";
import type { ToolOutcome } from "./tool-run.ts";

/** Said when a tool waits for the user's word, where the agent's author chose nothing else. */
const APPROVAL_REQUEST = "Please confirm that.";

/** The calls of one answer of a model. */
export interface ToolRound extends Omit<CallScene, "asking"> {
  readonly calls: readonly ToolCall[];
  /** Whether the model has said something before it called. */
  readonly hasSpoken: boolean;
}

/**
 * Runs the calls of one answer: at once where all are read-only, else in their order. Gives out what
 * is to be said meanwhile, and in the end the outcomes, in the order of the calls.
 * @throws AppError `aborted` when the reply is stopped.
 */
export async function* toolRound(round: ToolRound): AsyncGenerator<string, ToolOutcome[]> {
  const { calls, hasSpoken, reply, desk, ports, offers } = round;
  const words = new AsyncQueue<string>();
  const { agent } = ports;
  const asking = (): void => {
    if (!hasSpoken) words.push(agent.approvalRequest ?? APPROVAL_REQUEST);
    silent = false;
  };
  const called = offers.filter(({ spec }) => calls.some(({ name }) => name === spec.name));
  const fillers = called.find((offer) => offer.fillers.length > 0)?.fillers ?? [];
  let silent = !hasSpoken && fillers.length > 0;
  const fill = (): void => {
    const filler = silent ? desk.filler(fillers) : undefined;
    if (filler !== undefined) words.push(filler);
  };
  let cancel = (): void => {};
  const clock = (): void => {
    cancel = ports.schedule(LIMITS.fillerMs, fill);
  };
  // What may change something begins at the commit, and so does the time that it takes.
  const isReading = called.every((offer) => offer.readOnly);
  let over = false;
  if (isReading) clock();
  else
    reply.committed.then(
      () => over || clock(),
      () => undefined,
    );
  const work = runAll({ ...round, asking }, isReading);
  work.catch(() => undefined).finally(() => words.end());
  try {
    yield* words;
    return await work;
  } finally {
    over = true;
    cancel();
  }
}

async function runAll(round: ToolRound & CallScene, atOnce: boolean): Promise<ToolOutcome[]> {
  if (atOnce) return Promise.all(round.calls.map((call) => callTool(call, round)));
  const outcomes: ToolOutcome[] = [];
  for (const call of round.calls) outcomes.push(await callTool(call, round));
  return outcomes;
}
