import { Failure } from "../../scripts/report/failure.ts";
import { StreamClient } from "./stream-client.ts";
import type { Target } from "./targets.ts";
import { requestOf } from "./targets.ts";
import { ANSWER } from "./upstream-script.ts";

/**
 * Asks every target once and checks that it answers with the whole text, and on the lane that it is
 * measured as: a figure of something else would be no figure.
 * @throws Failure that says which target does not.
 */
export async function verifyTargets(targets: readonly Target[], apiKey: string): Promise<void> {
  for (const target of targets) {
    const client = new StreamClient(target.port);
    const { text } = await client
      .ask(requestOf(target, "burst"), true)
      .finally(() => client.close());
    const said = wordsOf(text);
    if (said !== ANSWER) throw new Failure(`${target.name} says "${said}":\n${text}`);
    if (target.name === "native" && headerOf(text, "x-parley-lane") !== "native")
      throw new Failure("The native lane was not taken.");
    if (target.name === "journalled") await verifyJournal(target, text, apiKey);
  }
}

/** What a streamed chat completion says, whatever pieces it came in. */
export function wordsOf(http: string): string {
  return [...http.matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)]
    .map(([, text = ""]) => JSON.parse(`"${text}"`) as string)
    .join("");
}

function headerOf(http: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\r$`, "im").exec(http)?.[1];
}

/** The run must be there to be read again. */
async function verifyJournal(target: Target, text: string, apiKey: string): Promise<void> {
  const id = headerOf(text, "x-parley-run-id");
  const url = `http://127.0.0.1:${target.port}/v1/runs/${id}/events?from=0`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } });
  const kept = await response.text();
  if (!response.ok || wordsOf(kept) !== ANSWER)
    throw new Failure(`The run ${id} was not kept: ${response.status} ${kept}`);
}
