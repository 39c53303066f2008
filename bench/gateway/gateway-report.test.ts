import { describe, expect, it } from "vitest";
import type { GatewayMeasurements } from "./gateway-report.ts";
import { gatewayReport } from "./gateway-report.ts";
import { gatewayTable } from "./gateway-table.ts";

const C1 = { direct: [1], bare: [2], native: [2.4], journalled: [3], portkey: [31] };
const C16 = { direct: [1], bare: [3], native: [3.5], journalled: [5], portkey: [41] };

const HERD = { direct: [1], bare: [5], native: [9], journalled: [17], portkey: [41] };

const MEASURED: GatewayMeasurements = {
  c1: C1,
  c16: C16,
  herd: HERD,
  throughput: {
    bare: [1_000, 500],
    native: [900, 400],
    pump: [300, 100],
    translated: [390, 150],
    portkeyTranslated: [780, 300],
  },
  stall: {
    // 95 of 100 answer at 50 ms, five after a deadline.
    blocks: [
      { deadlineMs: 100, firstTokensMs: [...Array<number>(48).fill(50), 150, 160] },
      { deadlineMs: 200, firstTokensMs: [...Array<number>(47).fill(50), 250, 250, 260] },
    ],
    calls: 107,
    silent: 5,
  },
  failover: { refusedMs: [5, 6, 7], askedMs: [2, 3, 4] },
};
const report = gatewayReport(MEASURED, { versions: { workerd: "1" }, machine: "a machine" });

describe("gatewayReport", () => {
  it("compares what is added to a direct call", () => {
    expect(report.ttft.nativeVsBare).toEqual({
      c1: expect.closeTo(1.4),
      c16: expect.closeTo(1.25),
    });
    expect(report.ttft.journalledVsBare).toEqual({ c1: 2, c16: 2 });
  });

  it("takes the worst lane and concurrency against Portkey", () => {
    expect(report.ttft.vsPortkey).toBeCloseTo(4 / 40);
  });

  it("tells of a herd apart", () => {
    expect(report.ttft.herd).toEqual({ nativeVsBare: 2, journalledVsBare: 4, vsPortkey: 0.4 });
  });

  it("compares rates round by round", () => {
    expect(report.throughput.nativeVsBare).toBe(0.8);
    expect(report.throughput.translatedVsPump).toBe(1.3);
    expect(report.throughput.translatedVsPortkey).toBe(0.5);
  });

  it("measures stalls against the deadline of their time", () => {
    // 160 of the earlier bound is worse than 250 of the later one, which is looser.
    expect(report.stall.p99OverBound).toBeCloseTo(160 / 175);
    expect(report.stall.p99Ms).toBe(250);
  });

  it("counts calls beyond those that silent ones need", () => {
    expect(report.stall.extraCalls).toBeCloseTo(0.02);
    expect(report.stall.callsPerRequest).toBeCloseTo(1.07);
  });

  it("counts a request that failed as the slowest of all", () => {
    const [block] = MEASURED.stall.blocks;
    const failing = Array<number>(3).fill(Infinity);
    const stall = {
      ...MEASURED.stall,
      blocks: [{ deadlineMs: 100, firstTokensMs: [...(block?.firstTokensMs ?? []), ...failing] }],
    };
    const { stall: figures } = gatewayReport({ ...MEASURED, stall }, report);
    expect(figures.failed).toBe(3);
    expect(figures.p99OverBound).toBe(Infinity);
  });

  it("tells what a refused connection adds", () => {
    expect(report.failoverMs).toBe(3);
  });

  it("names what missed its target, and what wasn't measured", () => {
    const missed = (measured: GatewayMeasurements): string[] =>
      gatewayReport(measured, report)
        .targets.filter(({ reached }) => !reached)
        .map(({ name }) => name);
    expect(missed(MEASURED)).toEqual([]);
    expect(missed({ ...MEASURED, throughput: {} })).toEqual([
      "throughput.nativeVsBare",
      "throughput.translatedVsPump",
    ]);
    expect(missed({ ...MEASURED, c1: { ...C1, native: [9] } })).toEqual([
      "ttft.nativeVsBare.c1",
      "ttft.vsPortkey",
    ]);
  });
});

describe("gatewayTable", () => {
  it("has every target, and a dash for what wasn't measured", () => {
    const table = gatewayTable(report);
    for (const { name } of report.targets) expect(table).toContain(name);
    expect(table).toMatch(/the upstream itself +1\.00 +1\.00 +1\.00 +–/);
    expect(table).not.toContain("NaN");
  });
});
