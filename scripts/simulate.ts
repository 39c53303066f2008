import { parseArgs } from "node:util";
import { planOf } from "../tests/simulation/plan-of.ts";
import { runSeeds } from "../tests/simulation/run-seeds.ts";
import { shrink } from "../tests/simulation/shrink.ts";
import { simulate } from "../tests/simulation/simulate.ts";
import { Failure } from "./report/failure.ts";
import { runCommand } from "./report/run-command.ts";

const USAGE = `npm run simulate -- [--seeds N] [--seed K] [--json]

Plays whole conversations in virtual time, each of them everything that follows from a number, with
failing models, lost sockets, crashes, slow disks and clients that lie; and checks every rule after
every event. A conversation that breaks one is cut down and printed.

  --seeds N    so many conversations, 10,000 unless told, from --seed on, which is 1 unless told
  --seed K     without --seeds: the conversation of this number alone, with its trace
  --json       one JSON document: seeds, violations, eventsPerSecond`;

/** Lines of a shrunken trace that are printed before and after what broke. */
const BEFORE = 60;
const AFTER = 5;

/** `npm run simulate`. */
await runCommand(async () => {
  const { values } = parse(process.argv.slice(2));
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const first = numberOf(values.seed ?? "1", "--seed");
  if (values.seed !== undefined && values.seeds === undefined) return showOne(first);
  const count = numberOf(values.seeds ?? "10000", "--seeds");
  const progress = (seeds: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${seeds} of ${count}`);
  };
  const { failed, failures, seeds, eventsPerSecond, ms, reached } = await runSeeds(
    first,
    count,
    progress,
  );
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const violations = failures.flatMap(({ seed, violations: all }) =>
    all.map(({ rule, message }) => ({ seed, rule, message })),
  );
  if (values.json === true)
    console.log(
      JSON.stringify({ seeds, failed, violations, eventsPerSecond, ms, reached }, null, 2),
    );
  else
    console.log(
      `${seeds} conversations, ${failed} broke a rule; ${eventsPerSecond} events a second, ${(ms / 1000).toFixed(1)} s`,
    );
  const [worst] = failures;
  if (worst !== undefined && values.json !== true) await showShrunken(worst.seed);
  return failed === 0 ? 0 : 1;
});

async function showOne(seed: number): Promise<number> {
  const { lines = [], violations, hash } = await simulate(planOf(seed), { traces: true });
  console.log(lines.join("\n"));
  console.log(`\nseed ${seed}: ${violations.length} rules broken, ${hash}`);
  return violations.length === 0 ? 0 : 1;
}

async function showShrunken(seed: number): Promise<void> {
  const { plan, outcome } = await shrink(planOf(seed));
  const { lines = [], violations } = outcome;
  const at = lines.findIndex((line) => line.includes("!!!"));
  console.log(`\nSeed ${seed} breaks "${violations[0]?.rule}". Cut down, it is`);
  console.log(JSON.stringify(plan));
  console.log(`\n${lines.slice(Math.max(0, at - BEFORE), at + AFTER).join("\n")}`);
  console.log(`\nThe whole of it: npm run simulate -- --seed ${seed}`);
}

function numberOf(text: string, option: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Failure(`${option} takes a count from 1.\n\n${USAGE}`);
  return number;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seeds: { type: "string" },
        seed: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(`${reason}\n\n${USAGE}`, { cause });
  }
}
