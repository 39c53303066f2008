import type { ReplyMoment, TimelineEntry } from "./timeline-entry.ts";

/**
 * Where the time of a turn went, in milliseconds: from the user's last sound to the first sound of
 * the answer that they heard. The stages follow one another and add up to `total`; those that went
 * on meanwhile cost nothing.
 */
export interface TurnLatency {
  readonly turn: number;
  /** By the client's clock where it told, else up to the first audio that was sent. */
  readonly total: number;
  /** Whether the client told when it heard the answer. */
  readonly isHeard: boolean;
  /** Whether the answer was begun before the turn was surely over. */
  readonly isSpeculative: boolean;
  readonly stages: Readonly<Record<LatencyStage, number>>;
  /** What no stage explains; negative where clocks or estimates contradict. */
  readonly unaccounted: number;
}

/**
 * - `transcription`: until the words of the answer's question were known.
 * - `endpointing`: until it was sure that the user had finished, as far as that was waited for.
 * - `tools`: rounds of the language model that ended in tool calls, and their tools.
 * - `firstToken`, `clauseWait`, `firstAudio`: the language model's first word; until a clause could be
 *   spoken; the speech model's first sound, and its sending.
 * - `network`, `jitterBuffer`: between server and client, and within the client.
 */
export type LatencyStage =
  | "transcription"
  | "endpointing"
  | "tools"
  | "firstToken"
  | "clauseWait"
  | "firstAudio"
  | "network"
  | "jitterBuffer";

type Happening<T extends string> = Extract<TimelineEntry, { type: "event" }> & {
  readonly event: { readonly type: T };
};

/** The times of a turn; undefined where nothing of its answer was ever sent. */
export function latencyOf(
  entries: readonly TimelineEntry[],
  turn: number,
): TurnLatency | undefined {
  const commit = entries.find(
    (entry) =>
      entry.type === "event" &&
      entry.effects.some((effect) => effect.type === "reply-commit" && effect.turn === turn),
  );
  const attempt = attemptOf(commit, turn);
  if (commit === undefined || attempt === undefined) return undefined;
  const at = (moment: ReplyMoment): number[] =>
    entries.flatMap((entry) =>
      entry.type === "moment" &&
      entry.moment === moment &&
      entry.turn === turn &&
      entry.attempt === attempt
        ? [entry.at]
        : [],
    );
  const [sent] = at("firstAudio");
  const spoken = spokenAt(entries, commit, turn);
  if (sent === undefined || spoken === undefined) return undefined;
  const [firstToken, firstClause, asked] = [at("firstToken")[0], at("firstClause")[0], at("asked")];
  const lastAsked = asked.findLast((time) => time <= (firstToken ?? sent));
  const transcribed = transcribedAt(entries, turn, attempt);

  // Each stage ends where its moment is, or costs nothing where that came before.
  let reached = spoken;
  const until = (moment: number | undefined): number => {
    const cost = Math.max(0, (moment ?? reached) - reached);
    reached += cost;
    return cost;
  };
  const isSpeculative = (asked[0] ?? commit.at) < commit.at;
  const heard = entries.find((entry) => entry.type === "heard" && entry.turn === turn);
  const isTold = heard?.type === "heard";
  // An answer that was begun on speculation waits for the commit only at its end.
  const wait = (): number => until(commit.at);
  const transcription = until(transcribed);
  const early = isSpeculative ? 0 : wait();
  const tools = until(lastAsked);
  const token = until(firstToken);
  const clauseWait = until(firstClause);
  const spokenBy = isSpeculative ? until(at("firstSpeech")[0]) : 0;
  const endpointing = isSpeculative ? wait() : early;
  const firstAudio = spokenBy + until(sent);
  const jitterBuffer = (isTold ? heard.bufferMs : undefined) ?? 0;
  const total = isTold ? heard.firstAudioMs : sent - spoken;
  const rest = total - (sent - spoken) - jitterBuffer;
  const network = isTold ? Math.max(0, rest) : 0;
  const stages = {
    ...{ transcription, endpointing, tools, firstToken: token, clauseWait, firstAudio },
    ...{ network, jitterBuffer },
  };
  const explained = Object.values(stages).reduce((sum, ms) => sum + ms, 0);
  return {
    ...{ turn, total, isHeard: isTold, isSpeculative, stages },
    unaccounted: total - explained,
  };
}

/** Every turn of a timeline whose answer was heard or sent. */
export function latencies(entries: readonly TimelineEntry[]): TurnLatency[] {
  const turns = new Set(entries.flatMap((entry) => (entry.type === "moment" ? [entry.turn] : [])));
  return [...turns].flatMap((turn) => latencyOf(entries, turn) ?? []);
}

function attemptOf(commit: TimelineEntry | undefined, turn: number): number | undefined {
  if (commit?.type !== "event") return undefined;
  const effect = commit.effects.find((one) => one.type === "reply-commit" && one.turn === turn);
  return effect?.type === "reply-commit" ? effect.attempt : undefined;
}

/** The user's last sound of the turn: the pause before its commit, or a typed text's arrival. */
function spokenAt(
  entries: readonly TimelineEntry[],
  commit: TimelineEntry,
  turn: number,
): number | undefined {
  if (commit.type === "event" && commit.event.type === "text") return commit.at;
  const before = entries.slice(0, entries.indexOf(commit) + 1);
  const pause = before.findLast(
    (entry): entry is Happening<"pause"> =>
      entry.type === "event" &&
      entry.event.type === "pause" &&
      entry.effects.some((effect) => effect.type === "transcribe" && effect.turn === turn),
  );
  return pause?.event.type === "pause" ? pause.event.quietSince : undefined;
}

/** When the words that the answer is for were known. */
function transcribedAt(
  entries: readonly TimelineEntry[],
  turn: number,
  attempt: number,
): number | undefined {
  return entries.find(
    (entry) =>
      entry.type === "event" &&
      entry.event.type === "transcript" &&
      entry.event.turn === turn &&
      entry.event.attempt === attempt,
  )?.at;
}
