import { env as bindings } from "cloudflare:workers";
import { app } from "../../app.ts";
import type { Env } from "../../env.ts";
import type { AttemptRecord } from "../../gateway/attempt-record.ts";
import { createGateway } from "../../gateway/gateway.ts";
import { createHealthTable } from "../../gateway/health-table.ts";
import type { Run, RunRequest } from "../../gateway/run-types.ts";
import { createRoutes } from "../../gateway/routes/routes.ts";
import { elementsOf, model } from "../../gateway/testing/route-elements.ts";

/** The Worker's environment, with keys of its own. */
export const env: Env = {
  ...(bindings as unknown as Env),
  PARLEY_SECRET: "s".repeat(43),
  PARLEY_API_KEY: "sk_server",
  PARLEY_PUBLISHABLE_KEY: "pk_public",
};
/** Keys of the providers whose models the routes name. */
export const KEYS = { OPENAI_API_KEY: "o", GROQ_API_KEY: "g" };
/** A small model as an element. */
export const MINI = model("mini", "openai/gpt-4.1-mini");
/** Routes have names of their own in each file, whose object they share. */
let names = 0;

/** A request of whoever has the server key. */
export function request(
  path: string,
  method = "GET",
  body?: object,
  key = "sk_server",
): Response | Promise<Response> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${key}` };
  return app.request(`https://parley.test/v1/routes${path}`, { ...init, headers }, env);
}

/** Makes a route of these elements, and gives back its name. */
export async function newRoute(...elements: readonly object[]): Promise<string> {
  const name = `route-${names++}`;
  const response = await request("", "POST", { name, elements: elementsOf(...elements) });
  if (response.status !== 201) throw new Error(await response.text());
  return name;
}

const chunk = (delta: object, rest: object = {}): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, ...rest }] })}\n\n`;
const usage = { prompt_tokens: 1_000_000, completion_tokens: 0 };
const answer = (word: string): string =>
  `${chunk({ content: word })}${chunk({}, { finish_reason: "stop" })}data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`;

/** Upstreams that answer with their model's name, or with a status. */
export function upstreams(status: Readonly<Record<string, number>> = {}) {
  const asked: string[] = [];
  const fetch = async (_url: string, init: { body?: unknown }): Promise<Response> => {
    const { model: name } = JSON.parse(String(init.body)) as { model: string };
    asked.push(name);
    const code = status[name] ?? 200;
    return code === 200
      ? new Response(answer(name), { headers: { "content-type": "text/event-stream" } })
      : Response.json({ error: { message: "no" } }, { status: code });
  };
  return { asked, fetch: fetch as unknown as typeof globalThis.fetch };
}

/** One that answers and reports few tokens. */
export function cheap() {
  const fetch = async (_url: string, init: { body?: unknown }): Promise<Response> => {
    const { model: name } = JSON.parse(String(init.body)) as { model: string };
    const few = { prompt_tokens: 10, completion_tokens: 1 };
    const text = `${chunk({ content: name })}${chunk({}, { finish_reason: "stop" })}data: ${JSON.stringify({ choices: [], usage: few })}\n\ndata: [DONE]\n\n`;
    return new Response(text, { headers: { "content-type": "text/event-stream" } });
  };
  return { fetch: fetch as unknown as typeof globalThis.fetch };
}

/** One whose answers break in their middle. */
export function broken() {
  const asked: string[] = [];
  const fetch = async (_url: string, init: { body?: unknown }): Promise<Response> => {
    asked.push((JSON.parse(String(init.body)) as { model: string }).model);
    const headers = { "content-type": "text/event-stream" };
    return new Response(chunk({ content: "Half an answer" }), { headers });
  };
  return { asked, fetch: fetch as unknown as typeof globalThis.fetch };
}

/** A run through a route; `settled` resolves when its counters have been told. */
export function start(
  route: string,
  rest: Partial<RunRequest<"text">> = {},
  fetch = upstreams().fetch,
  keys: object = KEYS,
): { run: Run<"text">; records: AttemptRecord[]; settled: () => Promise<unknown> } {
  const records: AttemptRecord[] = [];
  const works: Promise<unknown>[] = [];
  const gateway = createGateway(
    { ...env, ...keys },
    {
      fetch,
      health: createHealthTable(),
      sink: (record) => void records.push(record),
      routes: createRoutes(env, { waitUntil: (work) => void works.push(work) }),
    },
  );
  const run = gateway.run({
    task: "text",
    model: `dynamic/${route}`,
    input: { messages: [{ role: "user", text: "Hello." }] },
    ...rest,
  });
  return { run, records, settled: () => Promise.all(works) };
}

/** The words of a run. */
export async function said(run: Run<"text">): Promise<string> {
  let text = "";
  for await (const event of run) if (event.type === "text") text += event.text;
  return text;
}
