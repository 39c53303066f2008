import { median, pairedRatio } from "../gateway/statistics.ts";
import { percentile } from "../percentile.ts";
import type { Contender } from "./voice-worker.ts";
import type { VoiceCase, VoiceToVoice } from "./measure-voice-to-voice.ts";

/** Numbers of sessions at which first audio is measured. */
export const COUNTS = [1, 10, 50] as const;
type Count = (typeof COUNTS)[number];
type ByCount<T> = Readonly<Record<`s${Count}`, T>>;
/** Who is compared in all things. */
type Pair<T> = Readonly<Record<"parley" | "agents", T>>;

/** What one round measures. Lists hold a value for each turn or interruption, in milliseconds. */
export interface VoiceRound {
  readonly voiceToVoice: VoiceToVoice;
  readonly firstAudio: ByCount<Readonly<Record<Contender, readonly number[]>>>;
  /** CPU of a session in percent of a core. */
  readonly cpu: Pair<number>;
  readonly few: number;
  readonly many: number;
  readonly lastAudio: Pair<readonly number[]>;
}

/** All that was measured. */
export interface VoiceMeasurements {
  readonly rounds: readonly VoiceRound[];
  /** KiB of a session that is idle. */
  readonly idle: Readonly<Record<Contender, number>>;
  readonly sileroMsPerSecond: number;
}

/** How many sessions took part. */
export interface VoiceLoads {
  readonly cpuSessions: number;
  readonly fewSessions: number;
  readonly manySessions: number;
  /** The share of the few and the many that talked. */
  readonly talkingShare: number;
  readonly idleSessions: number;
}

/** A figure that is to be reached. */
export interface VoiceTarget {
  readonly name: string;
  readonly value: number;
  readonly limit: string;
  readonly reached: boolean;
}

/** What the bench finds. */
export interface VoiceReport {
  /**
   * Last sound to first sound, Parley ÷ agents/voice: its provider tells the end as soon as the
   * quickest that is published.
   */
  readonly voiceToVoiceVsAgents: number;
  /** First audio with models that cost no time, Parley ÷ a bare object. */
  readonly firstAudioVsBare: ByCount<number>;
  /** CPU by session while all of them talk, Parley ÷ agents/voice. */
  readonly cpuVsAgents: number;
  /** CPU by session of many sessions ÷ of a few. */
  readonly growth: number;
  readonly idleKb: number;
  readonly lastAudioMs: { readonly p95: number };
  readonly targets: readonly VoiceTarget[];
  readonly details: {
    /** Medians in milliseconds. */
    readonly voiceToVoiceMs: Readonly<Record<VoiceCase, number>>;
    /** The same against a provider that tells the end as early as Parley does by itself. */
    readonly voiceToVoiceVsAsOurs: number;
    readonly lostTurns: Readonly<Record<VoiceCase, number>>;
    readonly firstAudioMs: ByCount<Readonly<Record<Contender, number>>>;
    /** Percent of a core by session. */
    readonly cpuPercent: Pair<number>;
    /** Of Parley's: what voice activity detection costs for sound without a pause. */
    readonly sileroPercent: number;
    readonly cpuWithoutSileroVsAgents: number;
    readonly fewPercent: number;
    readonly manyPercent: number;
    readonly idleKb: Readonly<Record<Contender, number>>;
    readonly lastAudioP95Ms: Pair<number>;
  };
  readonly loads: VoiceLoads;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
}

/** Where and how it was measured, and of whose packages. */
export type Surroundings = Pick<VoiceReport, "versions" | "machine" | "loads">;

const CASES = ["realistic", "batch", "asOurs", "quickest", "flux"] as const;
const SIZES = ["s1", "s10", "s50"] as const;
const CONTENDERS = ["bare", "parley", "agents"] as const;
const PAIR = ["parley", "agents"] as const;
const P95 = 0.95;
const LIMITS = {
  voiceToVoice: 0.6,
  firstAudio: 1,
  cpu: 0.6,
  growth: [0.9, 1.1],
  idleKb: 600,
  lastAudioMs: 20,
} as const;

/** Works the report out. Pure. */
export function voiceReport(
  measured: VoiceMeasurements,
  { versions, machine, loads }: Surroundings,
): VoiceReport {
  const { rounds, idle } = measured;
  const talked = each(CASES, (name) =>
    median(rounds.flatMap(({ voiceToVoice }) => voiceToVoice.samples[name])),
  );
  const lost = each(CASES, (name) =>
    rounds.reduce((sum, { voiceToVoice }) => sum + voiceToVoice.lost[name], 0),
  );
  const first = each(SIZES, (size) =>
    each(CONTENDERS, (name) => median(rounds.flatMap(({ firstAudio }) => firstAudio[size][name]))),
  );
  const late = each(
    PAIR,
    (name) =>
      percentile(
        rounds.flatMap(({ lastAudio }) => lastAudio[name]),
        P95,
      ) ?? Number.NaN,
  );
  const cpu = each(PAIR, (name) => rounds.map((round) => round.cpu[name]));
  const cpuPercent = each(PAIR, (name) => median(cpu[name]));
  const few = rounds.map((round) => round.few);
  const many = rounds.map((round) => round.many);
  // A second of sound by so many milliseconds of CPU: tenths of a percent of a core.
  const sileroPercent = measured.sileroMsPerSecond / 10;
  const figures = {
    voiceToVoiceVsAgents: talked.realistic / talked.quickest,
    firstAudioVsBare: each(SIZES, (size) => first[size].parley / first[size].bare),
    cpuVsAgents: pairedRatio(cpu.parley, cpu.agents),
    growth: pairedRatio(many, few),
    idleKb: idle.parley,
    lastAudioMs: { p95: late.parley },
  };
  return {
    ...figures,
    targets: targetsOf(figures),
    details: {
      voiceToVoiceMs: talked,
      voiceToVoiceVsAsOurs: talked.realistic / talked.asOurs,
      lostTurns: lost,
      firstAudioMs: first,
      cpuPercent,
      sileroPercent,
      cpuWithoutSileroVsAgents: (cpuPercent.parley - sileroPercent) / cpuPercent.agents,
      fewPercent: median(few),
      manyPercent: median(many),
      idleKb: idle,
      lastAudioP95Ms: late,
    },
    loads,
    versions,
    machine,
  };
}

type Figures = Pick<
  VoiceReport,
  "voiceToVoiceVsAgents" | "firstAudioVsBare" | "cpuVsAgents" | "growth" | "idleKb" | "lastAudioMs"
>;

function targetsOf(figures: Figures): readonly VoiceTarget[] {
  const [least, most] = LIMITS.growth;
  const atMost = (name: string, value: number, limit: number): VoiceTarget => ({
    name,
    value,
    limit: `≤ ${limit}`,
    reached: value <= limit,
  });
  return [
    atMost("voiceToVoiceVsAgents", figures.voiceToVoiceVsAgents, LIMITS.voiceToVoice),
    ...COUNTS.map((count) =>
      atMost(
        `firstAudioVsBare.s${count}`,
        figures.firstAudioVsBare[`s${count}`],
        LIMITS.firstAudio,
      ),
    ),
    atMost("cpuVsAgents", figures.cpuVsAgents, LIMITS.cpu),
    {
      name: "growth",
      value: figures.growth,
      limit: `${least} … ${most}`,
      reached: figures.growth >= least && figures.growth <= most,
    },
    atMost("idleKb", figures.idleKb, LIMITS.idleKb),
    atMost("lastAudioMs.p95", figures.lastAudioMs.p95, LIMITS.lastAudioMs),
  ];
}

function each<Key extends string, T>(
  keys: readonly Key[],
  of: (key: Key) => T,
): Readonly<Record<Key, T>> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, T>;
}
