import type { TurnSettings } from "../../shared/turn/turn-settings.ts";
import { initialTurn } from "../../shared/turn/turn.ts";
import type { Turn } from "../../shared/turn/turn.ts";
import { wokenTurn } from "../../shared/turn/woken-turn.ts";
import type { Ears } from "./ears.ts";
import type { ReplyParts } from "./reply-parts.ts";
import type { ReplyRecord } from "./reply-record.ts";
import type { LastLife } from "./session-journal.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";

/** After so long nobody waits for the rest of a reply, and its run may be gone: milliseconds. */
const RESUMABLE_MS = 10 * 60_000;

/** What a life of the object begins with. */
export interface NewLife {
  /** Whether there was none before. */
  readonly isFirst: boolean;
  readonly turn: Turn;
  /** The user's words in the turn that is under way. */
  readonly words: string;
  /** The reply that goes on. */
  readonly reply: ReplyRecord | undefined;
  /** One that can't: so much of it was heard. */
  readonly ended: { readonly reply: ReplyRecord; readonly samples: number } | undefined;
  /** What happens first: the user's turn was over, or is, since who ended it has gone. */
  readonly first: "turn-end" | "tick";
  /** Replies that were cut short: how much of them was heard may be corrected. */
  readonly cut: readonly ReplyRecord[];
}

/** Reads what the last life left, and tells the timeline. */
export function newLife(
  ports: SessionPorts,
  store: ConversationStore,
  settings: TurnSettings,
): NewLife {
  const { journal, agent, thinking, now, note } = ports;
  const number = Number(store.fact("turn") ?? 0);
  const before = journal.read();
  const conditions = { agent: agent.name, outlive: thinking.outlive, at: now() };
  const life =
    before === undefined
      ? firstLife(initialTurn(number, settings))
      : wokenLife(before, number, settings, conditions);
  const { turn } = life;
  note({ type: "began", number: turn.number, settings, ...(life.isFirst ? {} : { turn }) });
  return life;
}

function firstLife(turn: Turn): NewLife {
  return {
    ...{ isFirst: true, turn, words: "", first: "tick", cut: [] },
    ...{ reply: undefined, ended: undefined },
  };
}

interface Conditions {
  /** Name of the agent that speaks. */
  readonly agent: string;
  /** Whether the model's runs outlive the object. */
  readonly outlive: boolean;
  readonly at: number;
}

/** Decides what becomes of what was under way. */
function wokenLife(
  before: LastLife,
  number: number,
  settings: TurnSettings,
  conditions: Conditions,
): NewLife {
  const { at: lost, cut, reply } = before;
  const woken = wokenTurn(before.turn, before.words, settings, { lost, at: conditions.at });
  const turn = { ...woken, number: Math.max(woken.number, number) };
  const { agent, user } = turn;
  const words =
    user.state === "settling" && user.transcript.state === "ready" ? user.transcript.text : "";
  const isOver = before.turn.user.state === "finishing" || before.turn.turns === "manual";
  const first = isOver ? ("turn-end" as const) : ("tick" as const);
  const life = { isFirst: false, turn, words, reply, ended: undefined, first, cut };
  const isSame =
    agent.state !== "silent" && agent.turn === reply?.turn && agent.attempt === reply.attempt;
  if (isSame && mayGoOn(reply, lost, conditions)) return life;
  const silent: Turn = { ...turn, agent: { state: "silent" } };
  if (reply === undefined) return { ...life, turn: silent };
  const samples = isSame && agent.state === "speaking" ? agent.played : 0;
  // The client that had it may tell how much more it has played.
  const stopped = [...turn.stopped, { turn: reply.turn, samples }];
  return {
    ...life,
    turn: reply.state === "held" ? silent : { ...silent, stopped },
    reply: undefined,
    ended: { reply, samples },
  };
}

function mayGoOn(reply: ReplyRecord, lost: number, { agent, outlive, at }: Conditions): boolean {
  if (reply.agent !== agent || at - lost > RESUMABLE_MS) return false;
  const isModels = reply.to.kind === "words" || reply.to.kind === "news";
  // What was lost unheard is asked again.
  return outlive || !isModels || reply.state === "complete" || !reply.isAudible;
}

/** Tells what history, the ears and the journal must know of the last life, apart from the reply that goes on. */
export function recall(
  { turn, words, reply, ended, cut }: NewLife,
  { history, keeper }: Pick<ReplyParts, "history" | "keeper">,
  ears: Ears,
  { thinking }: SessionPorts,
): void {
  const isAnswer = reply?.to.kind === "words" && reply.state !== "held";
  history.wake(cut, isAnswer ? reply.turn : 0);
  if (reply !== undefined && reply.state !== "complete") history.takeBack(reply);
  if (turn.user.state !== "quiet") {
    ears.wake(words);
    keeper.words(turn.user.turn, words);
  }
  if (ended === undefined) return;
  for (const run of ended.reply.runs) thinking.cancel(run);
  keeper.ended();
  if (ended.reply.state !== "held") history.cut(ended.reply, ended.samples);
}
