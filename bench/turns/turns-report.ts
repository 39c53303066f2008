import type { Target } from "../embedded-report.ts";
import { percentile } from "../percentile.ts";
import type { OverItem } from "./corpus.ts";
import type { OverResult } from "./run-over.ts";
import type { TurnResult } from "./run-turn.ts";

/** One turn of the corpus and what became of it. */
export interface MeasuredTurn extends TurnResult {
  readonly name: string;
  /** Pauses in it. */
  readonly pauses: number;
}

/** One sound over the agent and what became of it. */
export interface MeasuredOver extends OverResult {
  readonly name: string;
  readonly kind: OverItem["kind"];
}

/** What `npm run bench -- turns --json` prints. Shares are 0…1. */
export interface TurnsReport {
  /** Share of the turns that were taken for over before their last word. */
  readonly falseCutoffs: number | undefined;
  /** The same by pauses: how many of all pauses were taken for the end. */
  readonly cutPauses: number | undefined;
  readonly endOfTurnMs: { readonly p50: number | undefined; readonly p95: number | undefined };
  /** Share of the backchannels, noises and echoes that stopped the agent. */
  readonly backchannelStops: number | undefined;
  readonly stopsByKind: Readonly<Record<string, number | undefined>>;
  readonly missedInterruptions: number | undefined;
  readonly silentMs: { readonly p50: number | undefined; readonly p95: number | undefined };
  /** Mean of the words by which history missed what was played, over interrupted answers. */
  readonly heardWordError: number | undefined;
  /** Share of the interrupted answers within one word. */
  readonly heardWithinOne: number | undefined;
  readonly turns: number;
  readonly overs: number;
  readonly neverOver: readonly string[];
  readonly cut: readonly string[];
  readonly stopped: readonly string[];
  readonly missed: readonly string[];
  readonly targets: readonly Target[];
}

const share = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : part / whole;

/** Adds up what was measured. */
export function turnsReport(
  turns: readonly MeasuredTurn[],
  overs: readonly MeasuredOver[],
): TurnsReport {
  const cut = turns.filter((turn) => turn.cut);
  const ends = turns.flatMap(({ endMs }) => (endMs === undefined ? [] : [endMs]));
  const real = overs.filter(({ kind }) => kind === "interruption");
  const unreal = overs.filter(({ kind }) => kind !== "interruption");
  const missed = real.filter(({ stopped }) => !stopped);
  const stopped = unreal.filter((over) => over.stopped);
  const silent = real.flatMap(({ silentMs }) => (silentMs === undefined ? [] : [silentMs]));
  const off = real.flatMap(({ wordsOff }) => (wordsOff === undefined ? [] : [Math.abs(wordsOff)]));
  const falseCutoffs = share(cut.length, turns.length);
  const endOfTurnMs = { p50: percentile(ends, 0.5), p95: percentile(ends, 0.95) };
  const backchannelStops = share(stopped.length, unreal.length);
  const missedInterruptions = share(missed.length, real.length);
  const silentMs = { p50: percentile(silent, 0.5), p95: percentile(silent, 0.95) };
  const pauses = turns.reduce((sum, turn) => sum + turn.pauses, 0);
  const kinds = ["backchannel", "noise", "echo"] as const;
  const target = (name: string, value: number | undefined, limit: number): Target => ({
    ...{ name, value, limit },
    reached: value !== undefined && value <= limit,
  });
  return {
    falseCutoffs,
    cutPauses: share(cut.length, pauses),
    endOfTurnMs,
    backchannelStops,
    stopsByKind: Object.fromEntries(
      kinds.map((kind) => {
        const all = unreal.filter((over) => over.kind === kind);
        return [kind, share(all.filter((over) => over.stopped).length, all.length)];
      }),
    ),
    missedInterruptions,
    silentMs,
    heardWordError: share(
      off.reduce((sum, words) => sum + words, 0),
      off.length,
    ),
    heardWithinOne: share(off.filter((words) => words <= 1).length, off.length),
    turns: turns.length,
    overs: overs.length,
    neverOver: turns
      .filter((turn) => !turn.cut && turn.endMs === undefined)
      .map(({ name }) => name),
    cut: cut.map(({ name, words }) => `${name}: ${words}`),
    stopped: stopped.map(({ name }) => name),
    missed: missed.map(({ name }) => name),
    targets: [
      target("falseCutoffs", falseCutoffs, 0.05),
      target("endOfTurnMs.p50", endOfTurnMs.p50, 500),
      target("backchannelStops", backchannelStops, 0.05),
      target("missedInterruptions", missedInterruptions, 0.02),
      target("silentMs.p95", silentMs.p95, 200),
      target("heardWordError", percentile(off, 0.95), 1),
    ],
  };
}
