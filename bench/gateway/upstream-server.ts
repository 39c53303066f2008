import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { UpstreamScript, UpstreamStep } from "./upstream-script.ts";
import { answerSteps } from "./upstream-script.ts";

/**
 * The upstream that every gateway is measured against, as a process of its own:
 * `node upstream-server.ts <port>`. It speaks OpenAI's chat format at `…/chat/completions` and
 * Anthropic's at `…/messages`. `GET /calls` says how often each script was played, and how many
 * calls of them it left without an answer.
 */
const SCRIPTS: readonly string[] = ["burst", "start", "paced", "flaky"] satisfies UpstreamScript[];
/** A call that gets no answer is given up after this time, in milliseconds. */
const SILENCE_MS = 30_000;

const calls = new Map<string, { calls: number; silent: number }>();

createServer((request, response) => {
  if (request.method === "GET") {
    response.end(JSON.stringify(Object.fromEntries(calls)));
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => answer(request, response, Buffer.concat(chunks).toString()));
}).listen(Number(process.argv[2]), "127.0.0.1");

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const { model } = JSON.parse(body) as { model: string };
  const script = (SCRIPTS.includes(model) ? model : "start") as UpstreamScript;
  const format = request.url?.endsWith("/messages") ? "anthropic-messages" : "openai-chat";
  const count = calls.get(script) ?? { calls: 0, silent: 0 };
  const steps = answerSteps(script, format, count.calls);
  count.calls++;
  if (steps === undefined) count.silent++;
  calls.set(script, count);
  if (steps === undefined) setTimeout(() => response.destroy(), SILENCE_MS).unref();
  else play(response, steps);
}

function play(response: ServerResponse, steps: readonly UpstreamStep[]): void {
  let at = 0;
  const next = (): void => {
    const step = steps[at++];
    if (response.destroyed) return;
    if (step === undefined) return void response.end();
    const write = (): void => {
      if (!response.headersSent)
        response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      for (const event of step.events) response.write(event);
      next();
    };
    if (step.afterMs === 0) write();
    else setTimeout(write, step.afterMs);
  };
  next();
}
