import type { GatewayReport } from "./gateway-report.ts";
import type { TargetName } from "./targets.ts";

const WORDS: Readonly<Record<TargetName, string>> = {
  direct: "the upstream itself",
  bare: "bare pass-through Worker",
  native: "Parley, native lane",
  journalled: "Parley, journalled",
  translated: "Parley, Anthropic behind OpenAI's format",
  pump: "plain read-parse-write Worker",
  portkey: "Portkey",
  portkeyTranslated: "Portkey, Anthropic behind OpenAI's format",
};

/** The report as lines for a terminal. */
export function gatewayTable(report: GatewayReport): string {
  const { c1, c16, herd, requestsPerSecond } = report.medians;
  const { stall } = report;
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${report.machine}, ${versions.join(", ")}`,
    "",
    row("First token, median in ms", "1 request", "16 streams", "herd of 16", "requests/s"),
    ...(Object.keys(WORDS) as TargetName[]).map((name) =>
      row(
        WORDS[name],
        shown(c1[name]),
        shown(c16[name]),
        shown(herd[name]),
        requestsPerSecond[name] === undefined ? "–" : String(Math.round(requestsPerSecond[name])),
      ),
    ),
    "",
    row("One of twenty calls stalls", "median ms", "p99 ms", "deadline"),
    row(
      `calls per request: ${stall.callsPerRequest.toFixed(3)}; failed: ${stall.failed}`,
      shown(stall.medianMs),
      shown(stall.p99Ms),
      shown(stall.deadlineMs),
    ),
    "",
    row("Figure", "value", "target", ""),
    ...report.targets.map(({ name, value, limit, kind, reached }) =>
      row(name, shown(value), `${kind === "most" ? "≤" : "≥"} ${limit}`, reached ? "" : "MISSED"),
    ),
    row("ttft.herd.nativeVsBare", shown(report.ttft.herd.nativeVsBare), "", ""),
    row("ttft.herd.journalledVsBare", shown(report.ttft.herd.journalledVsBare), "", ""),
    row("ttft.herd.vsPortkey", shown(report.ttft.herd.vsPortkey), "", ""),
    row("throughput.translatedVsPortkey", shown(report.throughput.translatedVsPortkey), "", ""),
  ].join("\n");
}

function row(title: string, ...values: readonly string[]): string {
  return `  ${title.padEnd(46)}${values.map((value) => value.padStart(12)).join("")}`.trimEnd();
}

function shown(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(2);
}
