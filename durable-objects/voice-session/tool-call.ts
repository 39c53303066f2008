import { AppError } from "../../shared/errors/app-error.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { ToolCall } from "../../worker/gateway/run-types.ts";
import type { Reply } from "./reply.ts";
import type { ReplyMemory } from "./reply-memory.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ToolDesk } from "./tool-desk.ts";
import { parseInput, runTool, untilAborted } from "./tool-run.ts";
import type { ToolOutcome } from "./tool-run.ts";
import type { Offer } from "./toolset.ts";

/** What a call needs besides itself. */
export interface CallScene {
  readonly reply: Reply;
  readonly desk: ToolDesk;
  readonly ports: SessionPorts;
  readonly offers: readonly Offer[];
  /** The user is being asked whether it may run. */
  readonly asking: () => void;
}

const UNDER_WAY =
  "It is under way and takes a while. The result will come later by itself: don't call this again.";
const TOO_MANY = "Too many things are under way already.";
const REFUSED = "The user did not allow it, so it was not done.";
const UNANSWERED = "Nobody allowed it in time, so it was not done.";
const SPOKE_INSTEAD = "The user spoke instead of allowing it, so it was not done.";
const UNKNOWN =
  "It was begun and broken off by an accident. Whether it was done is not known: don't call it again " +
  "unless the user wants you to.";
const STOPPED = "It was stopped before there was a result.";

/**
 * Runs one call of a tool and notes in the reply what becomes of it. What may change something waits
 * until the user's turn is surely over, begins at most once, and is let finish when the reply is
 * stopped meanwhile: history gets its outcome all the same.
 * @returns the outcome for the model: a failure is one too.
 * @throws AppError `aborted` when the reply is stopped.
 */
export async function callTool(call: ToolCall, scene: CallScene): Promise<ToolOutcome> {
  const { reply } = scene;
  const offer = scene.offers.find(({ spec }) => spec.name === call.name);
  const note = (outcome: ToolOutcome): ToolOutcome => {
    reply.note({ type: "tool", toolCallId: call.id, name: call.name, ...outcome });
    return outcome;
  };
  const written = parseInput(call.input);
  if (offer === undefined) return note(failed({}, `There is no tool named ${call.name}.`));
  const checked = offer.check(written);
  if (checked.state === "wrong") return note(failed(written, checked.problem));
  const { input } = checked;
  const before = outcomeBefore(call.id, reply.memory, offer.readOnly);
  if (before !== undefined)
    return before.state === "unknown" ? note(failed(input, UNKNOWN)) : before;
  if (!offer.readOnly) await reply.committed;
  reply.signal.throwIfAborted();
  const running = { toolCallId: call.id, name: call.name, input };
  reply.note({ type: "tool", ...running, state: "input-available" });
  const refused = await approval(offer, running, scene);
  if (refused !== undefined || reply.signal.aborted) {
    const outcome = note(failed(input, refused ?? STOPPED));
    reply.signal.throwIfAborted();
    return outcome;
  }
  if (mustBeKept(offer)) {
    reply.memory.begin(call.id);
    await scene.ports.journal.written();
    reply.signal.throwIfAborted();
  }
  const work = run(offer, running, scene).then(note);
  // It may end after the reply: then nobody waits for it here.
  work.catch(() => undefined);
  return untilAborted(work, reply.signal);
}

/** What an earlier life of the object knew of a call; `unknown`: it had begun, and may be done. */
function outcomeBefore(
  id: string,
  memory: ReplyMemory,
  readOnly: boolean,
): ToolOutcome | { readonly state: "unknown" } | undefined {
  const part = memory.outcome(id);
  if (part?.state === "output-available" || part?.state === "output-error")
    return { state: part.state, input: part.input, output: part.output } as ToolOutcome;
  return !readOnly && memory.hasBegun(id) ? { state: "unknown" } : undefined;
}

/**
 * Whether it must be on the disk that a call begins: it may change something, and nothing else
 * remembers it. Handoffs and what runs in the background are stored where they are decided.
 */
function mustBeKept({ readOnly, how }: Offer): boolean {
  if (readOnly || how.runs === "handoff") return false;
  return how.runs === "client" || how.tool.background !== true;
}

interface Running {
  readonly toolCallId: string;
  readonly name: string;
  readonly input: unknown;
}

/** Why the tool may not run; undefined: it may. */
async function approval(
  offer: Offer,
  running: Running,
  { reply, desk, asking }: CallScene,
): Promise<string | undefined> {
  if (!needsApproval(offer, running.input)) return undefined;
  await reply.committed;
  try {
    const answer = desk.questions.approve({ turn: reply.turn, ...running }, reply.signal);
    asking();
    return (await answer) ? undefined : REFUSED;
  } catch (thrown) {
    if (reply.signal.aborted) return SPOKE_INSTEAD;
    const { code, message } = AppError.from(thrown);
    return code === "timeout" ? UNANSWERED : message;
  }
}

/** Where the agent's own judgement fails, a person judges. */
function needsApproval(offer: Offer, input: unknown): boolean {
  try {
    return offer.needsApproval(input);
  } catch {
    return true;
  }
}

async function run(
  { how, readOnly }: Offer,
  running: Running,
  { reply, desk, ports }: CallScene,
): Promise<ToolOutcome> {
  const { toolCallId, name, input } = running;
  const signal = readOnly ? reply.signal : desk.stopped;
  switch (how.runs) {
    case "server": {
      if (how.tool.background === true) {
        const started = desk.background.start(toolCallId, name, how.tool, input);
        return started ? done(input, UNDER_WAY) : failed(input, TOO_MANY);
      }
      return await orStopped(runTool(how.tool, input, ports, { signal, ms: LIMITS.toolMs }), input);
    }
    case "client":
      try {
        return done(input, await desk.questions.call({ turn: reply.turn, ...running }, signal));
      } catch (thrown) {
        return failed(input, signal.aborted ? STOPPED : AppError.from(thrown).message);
      }
    case "handoff": {
      const { summary } = input as { summary?: string };
      desk.cast.plan(how.handoff, summary);
      reply.handsOver = true;
      return done(input, `${desk.cast.named(how.handoff.agent).title} goes on from here.`);
    }
  }
}

async function orStopped(work: Promise<ToolOutcome>, input: unknown): Promise<ToolOutcome> {
  try {
    return await work;
  } catch {
    // Only the abort of its signal gets here.
    return failed(input, STOPPED);
  }
}

function done(input: unknown, output: unknown): ToolOutcome {
  return { state: "output-available", input, output };
}

function failed(input: unknown, output: string): ToolOutcome {
  return { state: "output-error", input, output };
}
