import { completenessOf } from "./completeness.ts";
import { endWaitMs } from "./patience.ts";
import { REPLY_RATE } from "../protocol/version.ts";
import { speak } from "./agent-turn.ts";
import type { Step } from "./step.ts";
import { chain, endHeard, endReply, forget, isAtRest, release } from "./step.ts";
import type { EndReason, Turn } from "./turn.ts";
import { onTurnEnd } from "./user-turn.ts";

/** How long after its audio must be over a reply counts as heard, where no client says so. */
const UNREPORTED_MS = 2_000;
/** How long a conversation whose time is over may go on, to come to a pause. */
const OVERTIME_MS = 60_000;
/** From this probability on a model's judgement says that a turn is over. */
const LIKELY = 0.5;

/** One thing that time alone brings about. */
export interface Deadline {
  readonly at: number;
  readonly pass: (turn: Turn, at: number) => Step;
}

/** When the machine must be told (`tick`) that time has passed; undefined: never. */
export function nextDeadline(turn: Turn): number | undefined {
  return earliest(turn)?.at;
}

/** The next deadline. Passing it leaves a state in which it is no deadline any more. */
export function earliest(turn: Turn): Deadline | undefined {
  let first: Deadline | undefined;
  for (const deadline of [endOfTurn, endOfDuck, endOfReply, endOfSilence, endOfSession]) {
    const one = deadline(turn);
    if (one !== undefined && (first === undefined || one.at < first.at)) first = one;
  }
  return first;
}

/** T9: silence that is long enough for the words that were said. */
function endOfTurn(turn: Turn): Deadline | undefined {
  const { user, settings, agent } = turn;
  if (user.state !== "settling" || user.transcript.state === "pending") return undefined;
  if (settings.turns === "manual" && user.claim.state === "sure") return undefined;
  if (user.claim.state === "contested" && user.transcript.overlap === "backchannel") {
    // T34: said over a reply's last words, it is an answer: it waits for them to be heard.
    const isLast = agent.state === "speaking" && agent.sent.state === "complete";
    const left = isLast ? agent.sent.samples - agent.played : Number.POSITIVE_INFINITY;
    if ((left * 1000) / REPLY_RATE <= settings.answerMs) return undefined;
  }
  return { at: user.pausedAt + waitOf(turn), pass: onTurnEnd };
}

function waitOf({ user, settings, patience }: Turn): number {
  if (user.state !== "settling" || user.transcript.state === "pending") return settings.maxMs;
  const { score, transcript } = user;
  const completeness =
    score === undefined
      ? completenessOf(transcript.text, settings.language)
      : score >= LIKELY
        ? "complete"
        : "incomplete";
  return endWaitMs(completeness, patience, settings);
}

/** T32: a voice over the reply without any words. */
function endOfDuck({ user }: Turn): Deadline | undefined {
  if (user.state === "quiet" || user.claim.state === "sure" || user.claim.until === undefined)
    return undefined;
  return { at: user.claim.until, pass: release };
}

/** A client that never reports playback, or never comes back, must not keep the turn for ever. */
function endOfReply({ agent, client, settings }: Turn): Deadline | undefined {
  if (agent.state !== "speaking" || agent.sent.state !== "complete") return undefined;
  if (client.state === "gone") return { at: client.since + settings.graceMs, pass: endHeard };
  if (agent.floor === "held") return undefined;
  const left = ((agent.sent.samples - agent.played) * 1000) / REPLY_RATE;
  return { at: agent.reportedAt + left + UNREPORTED_MS, pass: endHeard };
}

/** One gentle question, then nobody is there, then it is over. */
function endOfSilence(turn: Turn): Deadline | undefined {
  const { silence, settings } = turn;
  if (!isAtRest(turn)) return undefined;
  if (silence.state === "silent" && settings.awayMs !== "off") {
    const at = silence.since + settings.awayMs;
    return { at, pass: silence.asked ? leave : ask };
  }
  if (silence.state === "away" && settings.idleMs !== "off")
    return {
      at: silence.since + settings.idleMs,
      pass: (next) => sayGoodbye(next, "idle"),
    };
  return undefined;
}

function ask(turn: Turn): Step {
  return speak(turn, { kind: "nudge" });
}

function leave(turn: Turn, at: number): Step {
  return [{ ...turn, silence: { state: "away", since: at } }, [{ type: "away" }]];
}

function sayGoodbye(turn: Turn, reason: EndReason): Step {
  return speak({ ...turn, silence: { state: "ending", reason } }, { kind: "goodbye", reason });
}

function endOfSession(turn: Turn): Deadline | undefined {
  const { startedAt, settings, silence } = turn;
  if (startedAt === undefined || settings.sessionMs === "off" || silence.state === "ended")
    return undefined;
  const over = startedAt + settings.sessionMs;
  if (isAtRest(turn) && silence.state !== "ending")
    return { at: over, pass: (next) => sayGoodbye(next, "duration") };
  return {
    at: over + OVERTIME_MS,
    pass: (next) =>
      chain(chain(endReply(next), forget), (quiet) => [
        { ...quiet, silence: { state: "ended" }, startedAt: undefined, waiting: [] },
        [{ type: "end", reason: "duration" }],
      ]),
  };
}
