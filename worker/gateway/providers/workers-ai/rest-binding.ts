import { AppError } from "../../../../shared/errors/app-error.ts";
import type { Environment } from "../../environment.ts";
import { variable } from "../../environment.ts";
import { parseBaseUrl } from "../openai-compatible/endpoint.ts";
import type { Fetch } from "../provider.ts";
import { providerKey } from "../provider-key.ts";
import type { AiBinding } from "./ai-binding.ts";

/** Variables of the REST API; not Wrangler's own, which mean who deploys and not who is asked. */
export const REST = {
  accountVariable: "WORKERS_AI_ACCOUNT_ID",
  keyVariable: "WORKERS_AI_API_TOKEN",
  urlVariable: "WORKERS_AI_BASE_URL",
} as const;

const BASE_URL = "https://api.cloudflare.com/client/v4";
const ACCOUNT = /^[0-9a-f]{32}$/;

/** Whose models are asked over REST. */
export interface RestAccount {
  readonly account: string;
  readonly token: string;
  /** The token names its account itself (`account:token`), as a caller's own one does. */
  readonly isOwn: boolean;
}

/** Whether an environment has an account, right or wrong. */
export function hasRestAccount(env: Environment): boolean {
  const key = variable(env, REST.keyVariable);
  if (key === undefined) return false;
  return key.includes(":") || variable(env, REST.accountVariable) !== undefined;
}

/** The account of an environment; undefined when it has none. Throws AppError `bad_input`. */
export function restAccount(env: Environment): RestAccount | undefined {
  const key = providerKey(env, REST.keyVariable);
  if (key === undefined) return undefined;
  const [before = "", after] = key.split(":");
  const account = after === undefined ? variable(env, REST.accountVariable) : before;
  if (account === undefined) return undefined;
  if (!ACCOUNT.test(account))
    throw new AppError("bad_input", `${REST.accountVariable} must be 32 hexadecimal digits.`, {
      field: REST.accountVariable,
    });
  return { account, token: after ?? key, isOwn: after !== undefined };
}

/**
 * The REST API as if it were the binding: `POST /accounts/{account}/ai/run/{model}`
 * (https://developers.cloudflare.com/api/resources/ai/methods/run/).
 */
export function restBinding(
  { account, token }: RestAccount,
  env: Environment,
  fetch: Fetch,
): AiBinding {
  const address = variable(env, REST.urlVariable);
  const base =
    address === undefined ? BASE_URL : parseBaseUrl(address, REST.urlVariable, "/client/v4");
  return {
    run: async (model, input, { signal }) =>
      fetch(`${base}/accounts/${account}/ai/run/${model.split("/").map(encodePart).join("/")}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(input),
        redirect: "manual",
        signal,
      }),
  };
}

/** A part of a model's id in a path; `@` stands for itself there, and dots alone would climb. */
function encodePart(part: string): string {
  if (part === "." || part === "..")
    throw new AppError("bad_input", "model: dots alone are no part of a model's id.", {
      field: "model",
    });
  return encodeURIComponent(part).replaceAll("%40", "@");
}
