import type { TurnMetrics } from "../client/core/events.ts";
import type { ClipResult } from "./call-clip.ts";
import type { Clip } from "./clips.ts";
import { percentile } from "./percentile.ts";
import { wordErrorRate, wordErrors } from "./word-error-rate.ts";

/** Milliseconds. */
export interface Spread {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** A figure that is to be reached. */
export interface Target {
  readonly name: string;
  readonly value: number | undefined;
  /** At most this. */
  readonly limit: number;
  readonly reached: boolean;
}

/** What `npm run bench -- embedded --json` prints. */
export interface EmbeddedReport {
  readonly wer: number;
  /** Last voice of the recording → first sample of the answer at the client. */
  readonly firstAudioMs: Spread;
  /** The language model: asked → first token. */
  readonly firstTokenMs: Spread;
  readonly rssMb: number | undefined;
  /** What `rssMb` adds up. */
  readonly memory: string;
  readonly turns: number;
  /** Clips that got no answer. */
  readonly unanswered: readonly string[];
  readonly targets: readonly Target[];
  /** From the last voice, by our own voice activity detection: when each step was done. */
  readonly steps: Readonly<Record<string, Spread>>;
  /** How long each model took for its first result. */
  readonly models: Readonly<Record<string, Spread & { readonly model: string }>>;
  readonly machine: string;
  readonly clips: readonly ClipResult[];
}

/** What the report is made of, besides the clips' results. */
export interface Surroundings {
  readonly rssMb: number | undefined;
  readonly memory: string;
  readonly machine: string;
  /** Stage → model. */
  readonly stages: Readonly<Record<string, string>>;
}

const LIMITS = { wer: 0.05, audioP50: 600, audioP95: 1_000, tokenP50: 250, rssMb: 1_500 };

type Step = "endpoint" | "transcript" | "firstToken" | "firstClause" | "firstAudio";
const STEPS: readonly Step[] = [
  "endpoint",
  "transcript",
  "firstToken",
  "firstClause",
  "firstAudio",
];
const MODELS = [
  ["transcribe", "listen"],
  ["firstToken", "think"],
  ["firstSpeech", "speak"],
] as const;

/** Adds the results of all clips up. Pure. */
export function embeddedReport(
  clips: readonly Clip[],
  results: readonly ClipResult[],
  surroundings: Surroundings,
): EmbeddedReport {
  const { stages, rssMb, memory, machine } = surroundings;
  const said = new Map(clips.map((clip) => [clip.name, clip.said]));
  const wer = wordErrorRate(
    results.flatMap(({ clip, heard }) => {
      const reference = said.get(clip);
      return reference === undefined ? [] : [wordErrors(reference, heard)];
    }),
  );
  const of = (pick: (metrics: TurnMetrics) => number | undefined): Spread =>
    spread(results.map(({ metrics }) => (metrics === undefined ? undefined : pick(metrics))));
  const firstAudioMs = spread(results.map((result) => result.firstAudioMs));
  const firstTokenMs = of(({ models }) => models?.firstToken);
  const target = (name: string, value: number | undefined, limit: number): Target => ({
    name,
    value,
    limit,
    reached: value !== undefined && value <= limit,
  });
  return {
    wer,
    firstAudioMs,
    firstTokenMs,
    rssMb,
    memory,
    turns: results.length,
    unanswered: results.filter((one) => one.firstAudioMs === undefined).map(({ clip }) => clip),
    targets: [
      target("wer", wer, LIMITS.wer),
      target("firstAudioMs.p50", firstAudioMs.p50, LIMITS.audioP50),
      target("firstAudioMs.p95", firstAudioMs.p95, LIMITS.audioP95),
      target("firstTokenMs.p50", firstTokenMs.p50, LIMITS.tokenP50),
      target("rssMb", rssMb, LIMITS.rssMb),
    ],
    steps: Object.fromEntries(STEPS.map((step) => [step, of((metrics) => metrics[step])])),
    models: Object.fromEntries(
      MODELS.map(([name, stage]) => [
        name,
        { model: stages[stage] ?? "unknown", ...of(({ models }) => models?.[name]) },
      ]),
    ),
    machine,
    clips: results,
  };
}

function spread(values: readonly (number | undefined)[]): Spread {
  const known = values.filter((value) => value !== undefined);
  return { p50: percentile(known, 0.5), p95: percentile(known, 0.95) };
}
