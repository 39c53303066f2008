import type { EmbeddedReport, Spread } from "./embedded-report.ts";

/** Figure → what it is to a reader. */
const WORDS: Readonly<Record<string, string>> = {
  wer: "word error rate",
  "firstAudioMs.p50": "first audio, median (ms)",
  "firstAudioMs.p95": "first audio, 95 % (ms)",
  "firstTokenMs.p50": "first token, median (ms)",
  rssMb: "memory of all processes (MiB)",
  endpoint: "sure that the user had finished",
  transcript: "words known",
  firstToken: "first token",
  firstClause: "first clause, to be spoken",
  firstAudio: "first audio sent",
};
const MODEL_WORDS: Readonly<Record<string, string>> = {
  transcribe: "transcription",
  firstToken: "first token",
  firstSpeech: "first sound of a clause",
};

/** The report as lines for a terminal. */
export function embeddedTable(report: EmbeddedReport): string {
  return [
    `${report.turns} turns, ${report.machine}`,
    "",
    ...report.targets.map(({ name, value, limit, reached }) =>
      row(WORDS[name] ?? name, shown(value), `≤ ${limit}`, reached ? "reached" : "MISSED"),
    ),
    `  Memory is the ${report.memory}.`,
    "",
    row("Since the last voice, in ms", "median", "95 %"),
    ...Object.entries(report.steps).map(([step, spread]) => spreadRow(WORDS[step] ?? step, spread)),
    spreadRow("first audio at the client, by the recording", report.firstAudioMs),
    "",
    row("How long the models took, in ms", "median", "95 %"),
    ...Object.entries(report.models).map(([name, spread]) =>
      spreadRow(`${MODEL_WORDS[name] ?? name}, ${spread.model}`, spread),
    ),
    "",
    row("Clip", "first audio", "turns", "heard → answered"),
    ...report.clips.map(({ clip, firstAudioMs, turns, heard, answer }) =>
      row(clip, shown(firstAudioMs), String(turns), `${heard} → ${answer}`),
    ),
    ...report.clips.flatMap(({ clip, errors }) => errors.map((error) => `  ${clip}: ${error}`)),
  ].join("\n");
}

function spreadRow(title: string, { p50, p95 }: Spread): string {
  return row(title, shown(p50), shown(p95));
}

function row(title: string, ...values: readonly string[]): string {
  const [first = "", second = "", ...rest] = values;
  return `  ${title.padEnd(56)}${first.padStart(11)}${second.padStart(9)}  ${rest.join(" ")}`.trimEnd();
}

function shown(value: number | undefined): string {
  if (value === undefined) return "–";
  return value < 1 ? value.toFixed(3) : String(Math.round(value));
}
