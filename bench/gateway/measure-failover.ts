import { createServer } from "node:http";
import type { Server } from "node:http";
import { answerSteps } from "./upstream-script.ts";
import { StreamClient } from "./stream-client.ts";
import type { Target } from "./targets.ts";
import { requestOf } from "./targets.ts";

/** Times to first token in milliseconds. */
export interface FailoverResult {
  /** The first provider of the model refused the connection, and the next one answered. */
  readonly refusedMs: readonly number[];
  /** The next one was asked itself. */
  readonly askedMs: readonly number[];
}

/** One model of two providers, by the name of each; the second is the scripted upstream. */
const FIRST = "cerebras/gpt-oss-120b";
const SECOND = "groq/openai/gpt-oss-120b";

/**
 * Asks for a model whose first provider refuses the connection, by turns with asking the second one.
 * Between two refusals the first provider is there for one request: else the gateway would leave it
 * alone after some failures, and there would be nothing to measure.
 * @param target Parley, its models without a prefix
 * @param refusingPort where the first provider is expected
 */
export async function measureFailover(
  target: Target,
  refusingPort: number,
  times: number,
): Promise<FailoverResult> {
  const client = new StreamClient(target.port);
  const [first, second] = [requestOf(target, FIRST), requestOf(target, SECOND)];
  const [refusedMs, askedMs]: [number[], number[]] = [[], []];
  try {
    for (let count = 0; count < times; count++) {
      const provider = await startProvider(refusingPort);
      await client.ask(first);
      await stopProvider(provider);
      askedMs.push((await client.ask(second)).firstTokenMs);
      refusedMs.push((await client.ask(first)).firstTokenMs);
    }
  } finally {
    client.close();
  }
  return { refusedMs, askedMs };
}

async function startProvider(port: number): Promise<Server> {
  const events = (answerSteps("burst", "openai-chat", 0) ?? []).flatMap((step) => step.events);
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "text/event-stream", connection: "close" });
      response.end(events.join(""));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

function stopProvider(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
