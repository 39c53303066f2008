import { parseArgs } from "node:util";
import { measureEmbedded } from "../bench/embedded.ts";
import { embeddedTable } from "../bench/embedded-table.ts";
import { measureGateway } from "../bench/gateway.ts";
import { gatewayTable } from "../bench/gateway/gateway-table.ts";
import { measureTurns } from "../bench/turns.ts";
import { turnsTable } from "../bench/turns/turns-table.ts";
import { measureVoice } from "../bench/voice.ts";
import { voiceTable } from "../bench/voice/voice-table.ts";
import { Failure } from "./report/failure.ts";
import { runCommand } from "./report/run-command.ts";

const USAGE = `npm run bench -- embedded|gateway|turns|voice [--json] [--rounds N]

Measures the product, for some minutes; it wants a machine that does nothing else.

  embedded      with its embedded models: human recordings in real time, one conversation each
  gateway       its inference gateway, beside a direct call, bare Workers and Portkey's gateway
  turns         when turns end and what stops the agent: a corpus of speech, on a virtual clock
  voice         conversations beside agents/voice and a bare object, with the same scripted models

  --json        prints one JSON document instead of tables
  --rounds N    (not for turns)
                embedded: plays every recording N times, 2 unless told
                gateway: measures everything by turns, N times, 8 unless told
                voice: the same, 3 unless told`;

const progress = (line: string): void => console.error(line);

interface Bench {
  readonly rounds: number;
  /** What is measured, and the same as lines for a terminal. */
  measure(rounds: number): Promise<{ readonly report: object; readonly table: () => string }>;
}

const BENCHES: ReadonlyMap<string, Bench> = new Map<string, Bench>([
  [
    "embedded",
    {
      rounds: 2,
      async measure(rounds) {
        const report = await measureEmbedded(rounds, progress);
        return { report, table: () => embeddedTable(report) };
      },
    },
  ],
  [
    "turns",
    {
      rounds: 1,
      async measure() {
        const report = await measureTurns(progress);
        return { report, table: () => turnsTable(report) };
      },
    },
  ],
  [
    "voice",
    {
      rounds: 3,
      async measure(rounds) {
        const report = await measureVoice(rounds, progress);
        return { report, table: () => voiceTable(report) };
      },
    },
  ],
  [
    "gateway",
    {
      rounds: 8,
      async measure(rounds) {
        const report = await measureGateway(rounds, progress);
        return { report, table: () => gatewayTable(report) };
      },
    },
  ],
]);

/** `npm run bench`: measurements by name. */
await runCommand(async () => {
  const { values, positionals } = parse(process.argv.slice(2));
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const bench = positionals.length === 1 ? BENCHES.get(positionals[0] ?? "") : undefined;
  if (bench === undefined) throw new Failure(USAGE);
  const rounds = Number(values.rounds ?? bench.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Failure(`--rounds takes a count from 1.\n\n${USAGE}`);
  const { report, table } = await bench.measure(rounds);
  console.log(values.json === true ? JSON.stringify(report, null, 2) : table());
  return 0;
});

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        rounds: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(`${reason}\n\n${USAGE}`, { cause });
  }
}
