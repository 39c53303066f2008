import { overlapOf } from "./overlap.ts";
import type { InterruptionRule, Overlap } from "./overlap.ts";
import { learnCutOff, learnPause } from "./patience.ts";
import type { Step } from "./step.ts";
import {
  SURE,
  endReply,
  forget,
  hold,
  isReplying,
  release,
  reply,
  chain,
  waitFor,
  withAgent,
  withUser,
} from "./step.ts";
import type { ReplyTo, TurnEffect } from "./turn-effect.ts";
import type { Claim, Silence, Turn, UserSide } from "./turn.ts";

/** Words that it takes more while the voice lasts: recognizers guess at the first ones. */
const SO_FAR_WORDS = 2;

type Settling = Extract<UserSide, { state: "settling" }>;
type Voice = Exclude<UserSide, { state: "quiet" }>;

export function onMicrophone(turn: Turn, state: "open" | "closed", at: number): Step {
  if (state === turn.microphone) return [turn, []];
  // Who comes back after the end begins anew.
  const silence: Silence = turn.silence.state === "ended" ? { state: "none" } : turn.silence;
  const next: Turn = { ...turn, silence, microphone: state, startedAt: turn.startedAt ?? at };
  return state === "open" ? [next, []] : onTurnEnd(next, at);
}

export function onSpeechStart(turn: Turn, sample: number, at: number): Step {
  if (turn.microphone === "closed") return [turn, []];
  const { user } = turn;
  switch (user.state) {
    case "hearing":
      return [turn, []];
    case "settling":
      return onResume(turn, sample, at);
    case "finishing":
      return goOn(turn, user);
    case "quiet":
      return turn.settings.turns === "manual" ? [turn, []] : begin(turn, sample, at);
  }
}

/** A voice after the turn was over: it goes on, unless that was the client's own word. */
function goOn(turn: Turn, user: Extract<UserSide, { state: "finishing" }>): Step {
  if (turn.settings.turns === "manual") return [turn, []];
  return [withUser(turn, { ...user, state: "hearing" }), []];
}

function begin(turn: Turn, sample: number, at: number): Step {
  const number = turn.number + 1;
  const claim: Claim = isReplying(turn) ? contest(turn, at) : SURE;
  const begun: Turn = {
    ...turn,
    number,
    user: { state: "hearing", turn: number, attempt: 0, claim },
  };
  const started: TurnEffect = { type: "speech-started", turn: number, sample };
  return chain(holdFor(begun, claim), (held) => [held, [started]]);
}

function contest({ settings }: Turn, at: number): Claim {
  return { state: "contested", since: at, until: at + settings.duckMs };
}

function holdFor(turn: Turn, claim: Claim): Step {
  const holds = claim.state === "contested" && turn.settings.interruption.type !== "never";
  return holds ? hold(turn) : [turn, []];
}

/** The user pressed the key, or began a turn in another way that leaves no doubt. */
export function onTurnBegin(turn: Turn, sample: number, at: number): Step {
  if (turn.user.state !== "quiet") return confirm(turn, at);
  // Nothing would ever end a turn that no voice began.
  if (turn.settings.turns === "automatic") return [turn, []];
  return chain(isReplying(turn) ? endReply(turn) : [turn, []], (free) => begin(free, sample, at));
}

export function onTurnCancel(turn: Turn, at: number): Step {
  if (turn.user.state === "quiet") return [turn, []];
  const dropped: Step = turn.agent.state === "speculating" ? endReply(turn) : release(turn, at);
  return chain(dropped, forget);
}

export function onPause(turn: Turn, sample: number, quietSince: number): Step {
  const { user } = turn;
  if (user.state !== "hearing") return [turn, []];
  const attempt = user.attempt + 1;
  return [
    withUser(turn, {
      ...user,
      state: "settling",
      attempt,
      pausedAt: quietSince,
      sample,
      transcript: { state: "pending" },
      score: undefined,
    }),
    [{ type: "transcribe", turn: user.turn, attempt }],
  ];
}

export function onResume(turn: Turn, sample: number, at: number): Step {
  const { user } = turn;
  // The turn was given up in the pause before: this is a new one.
  if (user.state === "quiet") return onSpeechStart(turn, sample, at);
  if (user.state === "finishing") return goOn(turn, user);
  if (user.state !== "settling") return [turn, []];
  const patience = learnPause(turn.patience, at - user.pausedAt);
  const claim = user.claim.state === "sure" ? SURE : contest(turn, at);
  const { turn: number, attempt } = user;
  const next: Turn = {
    ...turn,
    patience,
    user: { state: "hearing", turn: number, attempt, claim },
  };
  return next.agent.state === "speculating" ? endReply(next) : holdFor(next, claim);
}

/** Words while a voice lasts: they matter where they may interrupt the agent. */
export function onWords(turn: Turn, text: string, saying: string, at: number): Step {
  const { user } = turn;
  if (user.state === "quiet" || user.claim.state === "sure") return [turn, []];
  return overlap(turn, text, saying) === "interruption" ? confirm(turn, at) : [turn, []];
}

function overlap(turn: Turn, text: string, saying: string): Overlap {
  const { language } = turn.settings;
  return overlapOf(text, { language, rule: ruleFor(turn), saying });
}

/** How many words it takes by what is known of the voice. */
function ruleFor({ settings, agent, user }: Turn): InterruptionRule {
  const { interruption, overlapMs } = settings;
  if (interruption.type !== "words") return interruption;
  // Of a reply that nobody has heard any words are the user's own, who had only paused.
  if (agent.state !== "speaking" || agent.played === 0) return { type: "words", count: 1 };
  // The agent is silent meanwhile: there is time for words that are surer than the first ones.
  if (user.state === "hearing") return { type: "words", count: interruption.count + SO_FAR_WORDS };
  const isShort =
    user.state === "settling" &&
    user.claim.state === "contested" &&
    user.pausedAt - user.claim.since < overlapMs;
  return isShort ? { type: "words", count: Number.POSITIVE_INFINITY } : interruption;
}

/** The voice over the reply is a turn: the reply ends here. */
function confirm(turn: Turn, at: number): Step {
  const { user, agent } = turn;
  if (user.state === "quiet" || user.claim.state === "sure") return [turn, []];
  const sure = withUser(turn, { ...user, claim: SURE });
  // Nothing was audible yet: the turn before was taken for over too early.
  const early = agent.state === "thinking" || (agent.state === "speaking" && agent.played === 0);
  const pause = user.claim.since - (turn.spokenAt ?? at);
  const learnt =
    early && pause > 0 ? { ...sure, patience: learnCutOff(turn.patience, pause) } : sure;
  return endReply(learnt);
}

export function onTranscript(turn: Turn, text: string, saying: string, at: number): Step {
  const { user } = turn;
  if (user.state === "quiet" || user.state === "hearing") return [turn, []];
  if (user.state === "settling" && user.transcript.state === "ready") return [turn, []];
  const known = user.claim.state === "sure" ? undefined : overlap(turn, text, saying);
  const decided: Step =
    known === undefined
      ? [turn, []]
      : known === "interruption"
        ? confirm(turn, at)
        : release(turn, at);
  return chain(decided, (next) =>
    onKnown(next, text, known === "interruption" ? undefined : known),
  );
}

/** Nothing is known of what was said: where it was surely a turn, the agent says so. */
export function onTranscriptFailed(turn: Turn, at: number): Step {
  const isSure = turn.user.state !== "quiet" && turn.user.claim.state === "sure";
  const failed = onTranscript(turn, "", "", at);
  if (!isSure) return failed;
  return chain(failed, (next) => [waitFor(next, { kind: "apology", stage: "listen" }), []]);
}

function onKnown(turn: Turn, text: string, overlap: Overlap | undefined): Step {
  const user = turn.user as Voice;
  if (user.state === "finishing")
    return overlap === undefined ? commit(turn, text, undefined) : forget(turn);
  const settled: Settling = {
    ...(user as Settling),
    transcript: { state: "ready", text, overlap },
  };
  const next = withUser(turn, settled);
  if (overlap !== undefined || text === "" || !maySpeculate(turn)) return [next, []];
  const { turn: number, attempt } = settled;
  return [
    withAgent(next, { state: "speculating", turn: number, attempt }),
    [{ type: "reply-start", turn: number, attempt, to: { kind: "words", text } }],
  ];
}

function maySpeculate({ settings, wasted, agent }: Turn): boolean {
  const { speculation: limits } = settings;
  if (limits === "off" || agent.state !== "silent") return false;
  return wasted.replies < limits.replies && wasted.usd < limits.usd;
}

/** The user's turn is surely over: commit what is known, or wait for it. */
export function onTurnEnd(turn: Turn, at: number): Step {
  const { user } = turn;
  switch (user.state) {
    case "quiet":
    case "finishing":
      return [turn, []];
    case "hearing": {
      const attempt = user.attempt + 1;
      return [
        withUser(turn, { ...user, state: "finishing", attempt }),
        [{ type: "transcribe", turn: user.turn, attempt }],
      ];
    }
    case "settling": {
      const { turn: number, attempt, claim, sample, transcript } = user;
      if (transcript.state === "pending")
        return [
          withUser(turn, { state: "finishing", turn: number, attempt, claim }),
          [{ type: "speech-ended", turn: number, sample }],
        ];
      return endSettled(turn, user, transcript.text, transcript.overlap, at);
    }
  }
}

function endSettled(
  turn: Turn,
  { turn: number, claim, sample, pausedAt }: Settling,
  text: string,
  over: Overlap | undefined,
  at: number,
): Step {
  const ended: Step = [turn, [{ type: "speech-ended", turn: number, sample }]];
  if (claim.state === "contested" || over === "echo" || over === "nothing")
    return chain(
      chain(ended, (next) => release(next, at)),
      forget,
    );
  return chain(ended, (next) => commit(next, text, pausedAt));
}

/** The words join history, and the reply to them is committed. */
function commit(turn: Turn, text: string, spokenAt: number | undefined): Step {
  const { user, agent } = turn;
  if (user.state === "quiet") return [turn, []];
  if (text === "") return forget(turn);
  const { turn: number, attempt } = user;
  const quiet: Turn = {
    ...turn,
    user: { state: "quiet" },
    spokenAt: spokenAt ?? turn.spokenAt,
    waiting: withoutApologies(turn.waiting),
  };
  const said: TurnEffect = { type: "user-said", turn: number, text, via: "voice" };
  if (agent.state !== "speculating")
    return chain([quiet, [said]], (next) => reply(next, number, attempt, { kind: "words", text }));
  return [
    withAgent(quiet, { ...agent, state: "thinking", to: "words", floor: "has" }),
    [said, { type: "reply-commit", turn: agent.turn, attempt: agent.attempt }],
  ];
}

/** Who goes on talking needs no apology any more. */
function withoutApologies(waiting: readonly ReplyTo[]): readonly ReplyTo[] {
  return waiting.filter(({ kind }) => kind !== "apology");
}

/** A model's judgement of whether the turn is over. */
export function onEndScore(turn: Turn, probability: number): Step {
  if (turn.user.state !== "settling") return [turn, []];
  return [withUser(turn, { ...turn.user, score: probability }), []];
}

export function onText(turn: Turn, text: string): Step {
  return chain(chain(endReply(turn), forget), (free) => {
    const number = free.number + 1;
    const said: TurnEffect = { type: "user-said", turn: number, text, via: "text" };
    const waiting = withoutApologies(free.waiting);
    return chain([{ ...free, number, waiting }, [said]], (next) =>
      reply(next, number, 0, { kind: "words", text }),
    );
  });
}
