import { describe, expect, it } from "vitest";
import { voiceReport } from "./voice-report.ts";
import type { VoiceMeasurements, VoiceRound } from "./voice-report.ts";

const instant = (bare: number, parley: number, agents: number) => ({
  bare: [bare],
  parley: [parley],
  agents: [agents],
});
const lost = { realistic: 0, batch: 0, asOurs: 0, quickest: 0, flux: 1 };
const firstAudio = { s1: instant(2, 3, 4), s10: instant(2, 2, 4), s50: instant(4, 2, 8) };
const samples = { realistic: [400], batch: [550], asOurs: [660], quickest: [880], flux: [1_500] };
const ROUND: VoiceRound = {
  voiceToVoice: { samples, lost },
  firstAudio,
  cpu: { parley: 0.6, agents: 0.5 },
  few: 0.1,
  many: 0.08,
  lastAudio: { parley: [0, 0], agents: [0, 10] },
};
const MEASURED: VoiceMeasurements = {
  rounds: [
    ROUND,
    {
      ...ROUND,
      voiceToVoice: { samples: { ...samples, realistic: [440], quickest: [800] }, lost },
      cpu: { parley: 0.5, agents: 0.5 },
      few: 0.2,
      many: 0.21,
    },
    {
      ...ROUND,
      voiceToVoice: { samples: { ...samples, realistic: [480], quickest: [960] }, lost },
      cpu: { parley: 0.9, agents: 1 },
      few: 0.4,
      many: 0.4,
      lastAudio: { parley: [19], agents: [90] },
    },
  ],
  idle: { bare: 250, parley: 601, agents: 900 },
  sileroMsPerSecond: 4,
};
const LOADS = {
  cpuSessions: 50,
  fewSessions: 10,
  manySessions: 500,
  talkingShare: 0.1,
  idleSessions: 300,
};
const report = voiceReport(MEASURED, { versions: {}, machine: "one", loads: LOADS });

describe("voiceReport", () => {
  it("compares medians of turns, and first audio by the number of sessions", () => {
    expect(report.voiceToVoiceVsAgents).toBe(0.5);
    expect(report.details.voiceToVoiceVsAsOurs).toBeCloseTo(440 / 660);
    expect(report.firstAudioVsBare).toEqual({ s1: 1.5, s10: 1, s50: 0.5 });
  });

  it("compares CPU round by round, so that a slow round slows both", () => {
    expect(report.cpuVsAgents).toBe(1);
    expect(report.growth).toBe(1);
  });

  it("says what of the CPU is voice activity detection", () => {
    expect(report.details.sileroPercent).toBe(0.4);
    expect(report.details.cpuWithoutSileroVsAgents).toBeCloseTo(0.4);
  });

  it("adds up the turns that were lost", () => {
    expect(report.details.lostTurns.flux).toBe(3);
  });

  it("holds each figure against its target", () => {
    const missed = report.targets.filter(({ reached }) => !reached).map(({ name }) => name);
    expect(missed).toEqual(["firstAudioVsBare.s1", "cpuVsAgents", "idleKb"]);
    expect(report.lastAudioMs.p95).toBe(19);
  });

  it("takes growth that is less than flat for a miss too", () => {
    const { targets } = voiceReport(
      { ...MEASURED, rounds: MEASURED.rounds.map((round) => ({ ...round, many: round.few / 2 })) },
      { versions: {}, machine: "one", loads: LOADS },
    );
    expect(targets.find(({ name }) => name === "growth")?.reached).toBe(false);
  });

  it("reaches nothing with what could not be measured", () => {
    const { targets } = voiceReport(
      { ...MEASURED, idle: { ...MEASURED.idle, parley: Number.NaN } },
      { versions: {}, machine: "one", loads: LOADS },
    );
    expect(targets.find(({ name }) => name === "idleKb")?.reached).toBe(false);
  });
});
