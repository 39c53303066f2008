import { parseArgs } from "node:util";
import { Failure } from "../report/failure.ts";

/** What `npm start` and `npm run dev` may be told. */
export interface StartOptions {
  /** TCP port of the one URL; 0 takes a free one. */
  readonly port: number;
  /** Folder of conversations, relative to the project. */
  readonly data: string;
  /** Print what the processes print. */
  readonly verbose: boolean;
  readonly help: boolean;
}

export const START_HELP = `Usage: npm start -- [options]   (npm run dev takes the same)

  --port N      port of the page, 8787 unless told (also PORT=N); 0 takes a free one
  --data DIR    where conversations are kept, .parley/data unless told
  --verbose     print what the processes print; their logs are in .parley/logs in any case
  --help        this text`;

const DEFAULT_PORT = 8787;
const DEFAULT_DATA = ".parley/data";

/**
 * Reads the arguments; they win over the environment's PORT.
 * @throws Failure with a sentence for an unknown option or a port that is none
 */
export function startOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const { values } = parse(argv);
  return {
    port: readPort(values.port ?? env["PORT"]),
    data: values.data ?? DEFAULT_DATA,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: "string", short: "p" },
        data: { type: "string" },
        verbose: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split(". ")[0] : String(cause);
    throw new Failure(`${reason}.\n\n${START_HELP}`, { cause });
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Failure(
    `"${text}" is no port: give a number from 1 to 65535, as in "npm start -- --port 9000".`,
  );
}
