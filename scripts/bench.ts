import { parseArgs } from "node:util";
import { measureEmbedded } from "../bench/embedded.ts";
import { embeddedTable } from "../bench/embedded-table.ts";
import { Failure } from "./report/failure.ts";
import { runCommand } from "./report/run-command.ts";

const USAGE = `npm run bench -- embedded [--json] [--rounds N]

Measures the product with its embedded models: human recordings in real time, one conversation
each. It takes some minutes, and wants a machine that does nothing else.

  --json        prints one JSON document instead of tables
  --rounds N    plays every recording N times, 2 unless told`;

const DEFAULT_ROUNDS = 2;

/** `npm run bench`: measurements by name; there is one. */
await runCommand(async () => {
  const { values, positionals } = parse(process.argv.slice(2));
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
  if (positionals.length !== 1 || positionals[0] !== "embedded") throw new Failure(USAGE);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Failure(`--rounds takes a count from 1.\n\n${USAGE}`);
  const report = await measureEmbedded(rounds, (line) => console.error(line));
  console.log(values.json === true ? JSON.stringify(report, null, 2) : embeddedTable(report));
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
