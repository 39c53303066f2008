import { COUNTS } from "./voice-report.ts";
import type { VoiceReport } from "./voice-report.ts";

/** The report as lines for a terminal. */
export function voiceTable(report: VoiceReport): string {
  const { details, loads } = report;
  const { voiceToVoiceMs: talked, cpuPercent, idleKb, lastAudioP95Ms: late } = details;
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  const lost = Object.values(details.lostTurns).reduce((sum, count) => sum + count, 0);
  return [
    `${report.machine}, ${versions.join(", ")}`,
    "",
    row("Last sound to first sound, median ms", "ms", "Parley ÷"),
    row("Parley, words at once in the pause", ms(talked.realistic), ""),
    row("Parley, words after 120 ms", ms(talked.batch), ""),
    ...(
      [
        ["as early as Parley's machine", talked.asOurs],
        ["the quickest published", talked.quickest],
        ["Flux", talked.flux],
      ] as const
    ).map(([end, theirs]) =>
      row(`agents/voice, end: ${end}`, ms(theirs), shown(talked.realistic / theirs)),
    ),
    row("turns answered too early or not at all", String(lost), ""),
    "",
    row("First audio, instant models, median ms", "bare", "Parley", "agents/voice"),
    ...COUNTS.map((count) => {
      const { bare, parley, agents } = details.firstAudioMs[`s${count}`];
      return row(`${count} sessions`, shown(bare), shown(parley), shown(agents));
    }),
    "",
    row("By session", "bare", "Parley", "agents/voice"),
    row(
      `CPU, ${loads.cpuSessions} talking, % of a core`,
      "",
      percent(cpuPercent.parley),
      percent(cpuPercent.agents),
    ),
    row("  of it Silero, for sound all the time", "", percent(details.sileroPercent)),
    row(
      `CPU, ${loads.fewSessions} sessions, 1 of ${1 / loads.talkingShare} talks`,
      "",
      percent(details.fewPercent),
    ),
    row(`CPU, ${loads.manySessions} such sessions`, "", percent(details.manyPercent)),
    row(
      `memory, ${loads.idleSessions} idle, KiB`,
      ms(idleKb.bare),
      ms(idleKb.parley),
      ms(idleKb.agents),
    ),
    row("last audio after an interruption, p95 ms", "", shown(late.parley), shown(late.agents)),
    "",
    row("Figure", "value", "target", ""),
    ...report.targets.map(({ name, value, limit, reached }) =>
      row(name, shown(value), limit, reached ? "" : "MISSED"),
    ),
    row("voice to voice, ends told alike", shown(details.voiceToVoiceVsAsOurs), ""),
    row("cpuVsAgents without Silero", shown(details.cpuWithoutSileroVsAgents), ""),
  ].join("\n");
}

function row(title: string, ...values: readonly string[]): string {
  return `  ${title.padEnd(46)}${values.map((value) => value.padStart(14)).join("")}`.trimEnd();
}

function shown(value: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(2);
}

function ms(value: number): string {
  return Number.isNaN(value) ? "–" : String(Math.round(value));
}

function percent(value: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(3);
}
