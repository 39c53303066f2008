import type { TurnsReport } from "./turns-report.ts";

/** The report as lines for a terminal. */
export function turnsTable(report: TurnsReport): string {
  const percent = (value: number | undefined): string =>
    value === undefined ? "–" : `${(100 * value).toFixed(1)} %`;
  const ms = (value: number | undefined): string =>
    value === undefined ? "–" : `${Math.round(value)} ms`;
  const { stopsByKind: stops, heardWordError: off } = report;
  const rows: readonly (readonly [string, string])[] = [
    [`turns cut off, of ${report.turns}`, percent(report.falseCutoffs)],
    ["pauses taken for the end", percent(report.cutPauses)],
    ["end of turn, median", ms(report.endOfTurnMs.p50)],
    ["end of turn, p95", ms(report.endOfTurnMs.p95)],
    ["stopped by no interruption", percent(report.backchannelStops)],
    ["  signs of listening", percent(stops["backchannel"])],
    ["  noises", percent(stops["noise"])],
    ["  its own echo", percent(stops["echo"])],
    ["interruptions missed", percent(report.missedInterruptions)],
    ["silent after their onset, median", ms(report.silentMs.p50)],
    ["silent after their onset, p95", ms(report.silentMs.p95)],
    ["words off in history, mean", off === undefined ? "–" : off.toFixed(2)],
    ["answers within one word", percent(report.heardWithinOne)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value.padStart(8)}`);
  const missed = report.targets.filter(({ reached }) => !reached);
  const verdicts = missed.map(
    ({ name, value, limit }) =>
      `missed: ${name} is ${value?.toFixed(2) ?? "unknown"}, not ${limit}`,
  );
  return [...lines, ...(verdicts.length === 0 ? [] : ["", ...verdicts])].join("\n");
}
