import type { Env } from "../../env.ts";
import { errorResponse } from "../../middleware/error-response.ts";
import { secretOf } from "../../middleware/require-secret.ts";
import { anthropicErrors, messages } from "./anthropic-routes.ts";
import type { Execution } from "./caller-of.ts";
import { callerIn } from "./caller-of.ts";
import { chat, openAiErrors, responses } from "./openai-routes.ts";
import type { TextHandler } from "./text-route.ts";

/** A handler, and how its format says what went wrong. */
interface DirectRoute {
  readonly handle: TextHandler;
  readonly errors: (thrown: unknown) => Response;
}

/** The addresses at which agents ask for text. */
const ROUTES: ReadonlyMap<string, DirectRoute> = new Map([
  ["/v1/chat/completions", { handle: chat, errors: openAiErrors }],
  ["/v1/responses", { handle: responses, errors: openAiErrors }],
  ["/v1/messages", { handle: messages, errors: anthropicErrors }],
]);

/**
 * Answers what is asked most, without the router and the error handlers of its levels, as a first
 * token waits for them. undefined: it is the router's. Every address here is in the router too, for
 * its other spellings.
 */
export function answerDirectly(
  request: Request,
  env: Env,
  execution: Execution | undefined,
): Promise<Response> | undefined {
  if (request.method !== "POST") return undefined;
  const route = ROUTES.get(pathOf(request.url));
  return route === undefined ? undefined : answer(route, request, env, execution);
}

async function answer(
  { handle, errors }: DirectRoute,
  request: Request,
  env: Env,
  execution: Execution | undefined,
): Promise<Response> {
  try {
    secretOf(env);
  } catch (thrown) {
    return errorResponse(thrown);
  }
  try {
    return await handle(request, callerIn(env, execution));
  } catch (thrown) {
    return errors(thrown);
  }
}

/** The path as it is written: what is escaped in it is another address here. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const query = url.indexOf("?", start);
  return start < 0 ? "/" : url.slice(start, query < 0 ? undefined : query);
}
