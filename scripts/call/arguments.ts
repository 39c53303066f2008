import { parseArgs } from "node:util";
import { Failure } from "../report/failure.ts";

/** What a call is to do. */
export interface CallOptions {
  /** Recordings to say, one after another, each after the answer to the one before. */
  readonly speech: readonly string[];
  /** Typed after that. */
  readonly text: string | undefined;
  /** A picture that goes with the first thing said or typed. */
  readonly image: string | undefined;
  readonly agent: string | undefined;
  readonly url: string;
  /** Where the answers' sound is written. */
  readonly out: string | undefined;
  readonly json: boolean;
}

export const USAGE = `npm run call -- speech.wav [more.wav …] [options]

Calls an agent without a browser: says the recordings in real time, and prints what was heard,
what was answered, and how long each step took.

  --agent NAME    the agent; default: the server's first
  --url URL       the server; default http://127.0.0.1:8787
  --text "…"      types this, after the recordings or instead of one
  --image FILE    sends a JPEG, PNG or WebP picture along
  --out FILE.wav  keeps the answers' sound
  --json          prints one JSON document instead of the timeline

The server's key is PARLEY_API_KEY, from the environment or from .dev.vars.`;

/**
 * Reads the command line. Undefined stands for a question about the usage.
 * @throws Failure naming what is wrong.
 */
export function parseCallOptions(args: readonly string[]): CallOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  if (positionals.length === 0 && values.text === undefined)
    throw new Failure(`There is nothing to say: name a WAV file, or use --text.\n\n${USAGE}`);
  const url = (values.url ?? "http://127.0.0.1:8787").replace(/\/+$/, "");
  if (!/^https?:\/\//.test(url))
    throw new Failure(`--url must begin with http:// or https://, and is ${url}.`);
  return {
    speech: positionals,
    text: values.text,
    image: values.image,
    agent: values.agent,
    url,
    out: values.out,
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        agent: { type: "string" },
        url: { type: "string" },
        text: { type: "string" },
        image: { type: "string" },
        out: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure(`${reason}\n\n${USAGE}`);
  }
}
