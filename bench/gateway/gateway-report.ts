import { percentile } from "../percentile.ts";
import type { FailoverResult } from "./measure-failover.ts";
import type { Samples } from "./measure-first-token.ts";
import type { StallResult } from "./measure-stall.ts";
import { addedRatio, median, pairedRatio } from "./statistics.ts";
import type { TargetName } from "./targets.ts";

/** All that was measured. */
export interface GatewayMeasurements {
  /**
   * Milliseconds to first token: with one request at a time; with sixteen streams under way, each of
   * which began at its own time; with sixteen that begin together.
   */
  readonly c1: Samples;
  readonly c16: Samples;
  readonly herd: Samples;
  /** Requests per second, round by round. */
  readonly throughput: Samples;
  readonly stall: StallResult;
  readonly failover: FailoverResult;
}

/** A ratio with one request at a time and with sixteen streams under way. */
export interface AtConcurrency {
  readonly c1: number;
  readonly c16: number;
}

/** A figure that is to be reached. */
export interface GatewayTarget {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly kind: "most" | "least";
  readonly reached: boolean;
}

/** What the bench finds. Ratios of times are of what is added to a direct call. */
export interface GatewayReport {
  readonly ttft: {
    readonly nativeVsBare: AtConcurrency;
    readonly journalledVsBare: AtConcurrency;
    /** The worst of both lanes and both concurrencies. */
    readonly vsPortkey: number;
    /**
     * The same of sixteen requests that begin together: mostly waiting for the other fifteen, so
     * it tells of CPU rather than of latency.
     */
    readonly herd: {
      readonly nativeVsBare: number;
      readonly journalledVsBare: number;
      readonly vsPortkey: number;
    };
  };
  readonly throughput: {
    readonly nativeVsBare: number;
    readonly translatedVsPump: number;
    readonly translatedVsPortkey: number;
  };
  readonly stall: {
    /** p99 of: time to first token ÷ (1.5 × the median of them + the deadline of its time). */
    readonly p99OverBound: number;
    /** Calls upstream beyond one answer for each request: each silent one needs another call. */
    readonly extraCalls: number;
    /** Requests that got no answer at all. */
    readonly failed: number;
    /** All calls upstream ÷ requests. */
    readonly callsPerRequest: number;
    readonly medianMs: number;
    readonly p99Ms: number;
    readonly deadlineMs: number;
  };
  /** What a refused connection adds to the time to first token, in milliseconds. */
  readonly failoverMs: number;
  readonly targets: readonly GatewayTarget[];
  /** Medians: milliseconds to first token, and requests per second. */
  readonly medians: {
    readonly c1: Medians;
    readonly c16: Medians;
    readonly herd: Medians;
    readonly requestsPerSecond: Medians;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
}

export type Medians = Readonly<Partial<Record<TargetName, number>>>;

/** Where it was measured, and of whose packages. */
export type Surroundings = Pick<GatewayReport, "versions" | "machine">;

/** How far a p99 may lie above what is usual, besides the deadline. */
const USUAL = 1.5;
const P99 = 0.99;
/** The lanes of which the worst counts. */
const LANES = ["native", "journalled"] as const;

/** Works the report out. Pure. */
export function gatewayReport(
  measured: GatewayMeasurements,
  { versions, machine }: Surroundings,
): GatewayReport {
  const { c1, c16, herd, throughput } = measured;
  const ofHerd = (name: TargetName, against: TargetName): number => added(herd, name, against);
  const ttft = {
    nativeVsBare: both(measured, "native", "bare"),
    journalledVsBare: both(measured, "journalled", "bare"),
    vsPortkey: Math.max(...LANES.flatMap((lane) => Object.values(both(measured, lane, "portkey")))),
    herd: {
      nativeVsBare: ofHerd("native", "bare"),
      journalledVsBare: ofHerd("journalled", "bare"),
      vsPortkey: Math.max(...LANES.map((lane) => ofHerd(lane, "portkey"))),
    },
  };
  const rates = {
    nativeVsBare: pairedRatio(of(throughput, "native"), of(throughput, "bare")),
    translatedVsPump: pairedRatio(of(throughput, "translated"), of(throughput, "pump")),
    translatedVsPortkey: pairedRatio(
      of(throughput, "translated"),
      of(throughput, "portkeyTranslated"),
    ),
  };
  const stall = stallFigures(measured.stall);
  const { refusedMs, askedMs } = measured.failover;
  const failoverMs = median(refusedMs) - median(askedMs);
  return {
    ttft,
    throughput: rates,
    stall,
    failoverMs,
    targets: [
      most("ttft.nativeVsBare.c1", ttft.nativeVsBare.c1, 1.5),
      most("ttft.nativeVsBare.c16", ttft.nativeVsBare.c16, 1.5),
      most("ttft.journalledVsBare.c1", ttft.journalledVsBare.c1, 2.5),
      most("ttft.journalledVsBare.c16", ttft.journalledVsBare.c16, 2.5),
      most("ttft.vsPortkey", ttft.vsPortkey, 0.1),
      least("throughput.nativeVsBare", rates.nativeVsBare, 0.8),
      least("throughput.translatedVsPump", rates.translatedVsPump, 1.2),
      most("stall.p99OverBound", stall.p99OverBound, 1),
      most("stall.extraCalls", stall.extraCalls, 0.03),
      most("failoverMs", failoverMs, 20),
    ],
    medians: {
      c1: medians(c1),
      c16: medians(c16),
      herd: medians(herd),
      requestsPerSecond: medians(throughput),
    },
    versions,
    machine,
  };
}

function stallFigures({ blocks, calls, silent }: StallResult): GatewayReport["stall"] {
  const all = blocks.flatMap(({ firstTokensMs }) => firstTokensMs);
  const medianMs = median(all);
  // The deadline is learnt, so each request has the bound of its time.
  const overBound = blocks.flatMap(({ deadlineMs, firstTokensMs }) =>
    firstTokensMs.map((ms) => ms / (USUAL * medianMs + deadlineMs)),
  );
  return {
    p99OverBound: percentile(overBound, P99) ?? Number.NaN,
    extraCalls: (calls - silent - all.length) / all.length,
    failed: all.filter((ms) => ms === Infinity).length,
    callsPerRequest: calls / all.length,
    medianMs,
    p99Ms: percentile(all, P99) ?? Number.NaN,
    deadlineMs: median(blocks.map(({ deadlineMs }) => deadlineMs)),
  };
}

function both(
  { c1, c16 }: GatewayMeasurements,
  name: TargetName,
  against: TargetName,
): AtConcurrency {
  return { c1: added(c1, name, against), c16: added(c16, name, against) };
}

function added(samples: Samples, name: TargetName, against: TargetName): number {
  return addedRatio(of(samples, name), of(samples, against), of(samples, "direct"));
}

function of(samples: Samples, name: TargetName): readonly number[] {
  return samples[name] ?? [];
}

function medians(samples: Samples): Medians {
  return Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [name, median(values)]),
  );
}

function most(name: string, value: number, limit: number): GatewayTarget {
  return { name, value, limit, kind: "most", reached: value <= limit };
}

function least(name: string, value: number, limit: number): GatewayTarget {
  return { name, value, limit, kind: "least", reached: value >= limit };
}
