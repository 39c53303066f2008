import type { Environment } from "../../environment.ts";
import type { Attempt } from "../../plan.ts";
import { keyedEndpoint } from "../../providers/keyed-provider.ts";
import { ANTHROPIC } from "../../providers/anthropic/anthropic-provider.ts";
import type { CompatibleRow } from "../../providers/openai-compatible/compatible-row.ts";
import { baseUrlOf } from "../../providers/openai-compatible/endpoint.ts";
import { COMPATIBLE_ROWS } from "../../providers/openai-compatible/rows.ts";
import { providerKey } from "../../providers/provider-key.ts";
import type { NativeRequest } from "./native-format.ts";
import { NATIVE_PATHS } from "./native-format.ts";

/** Where and with what a provider is asked. */
export interface NativeTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FormData;
  /** The key in the headers, so that it can be kept out of what is shown. */
  readonly key: string | undefined;
}

/** The version that is meant where a caller names none (https://docs.claude.com/en/api/versioning). */
const ANTHROPIC_VERSION = "2023-06-01";

/**
 * How the provider of an attempt is asked in the request's own format; undefined when it doesn't
 * speak it. Throws AppError `bad_input`, naming the variable, for a wrong address or key.
 */
export function nativeTarget(
  attempt: Attempt,
  request: NativeRequest,
  env: Environment,
): NativeTarget | undefined {
  return request.format === "anthropic-messages"
    ? anthropicTarget(attempt, request, env)
    : openAiTarget(attempt, request, env);
}

function anthropicTarget(
  { provider, model }: Attempt,
  { body, headers }: NativeRequest,
  env: Environment,
): NativeTarget | undefined {
  if (provider.name !== "anthropic" || body instanceof FormData) return undefined;
  const { baseUrl, key } = keyedEndpoint(env, ANTHROPIC);
  return {
    url: `${baseUrl}${NATIVE_PATHS["anthropic-messages"]}`,
    headers: {
      "anthropic-version": ANTHROPIC_VERSION,
      ...headers,
      "content-type": "application/json",
      "x-api-key": key,
    },
    body: JSON.stringify({ ...body, model }),
    key,
  };
}

function openAiTarget(
  { provider, model }: Attempt,
  request: NativeRequest,
  env: Environment,
): NativeTarget | undefined {
  const row = COMPATIBLE_ROWS.find(({ name }) => name === provider.name);
  if (row === undefined || !speaks(row, request, model)) return undefined;
  const key = providerKey(env, row.keyVariable);
  const isForm = request.body instanceof FormData;
  return {
    url: `${baseUrlOf(row, env)}${NATIVE_PATHS[request.format]}`,
    headers: {
      ...(isForm ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: bodyFor(row, request, model),
    key,
  };
}

function speaks(row: CompatibleRow, { format }: NativeRequest, model: string): boolean {
  switch (format) {
    case "openai-chat":
      return row.responsesOnly?.test(model) !== true;
    // Others have taken up this format in parts only.
    case "openai-responses":
      return row.name === "openai";
    // The embedded server's sound is ours to pack.
    case "openai-speech":
      return row.tasks["text-to-speech"] !== undefined && row.name !== "local";
    case "openai-transcriptions":
      return row.tasks["speech-to-text"] !== undefined && row.name !== "local";
    default:
      return false;
  }
}

function bodyFor(
  row: CompatibleRow,
  { format, body }: NativeRequest,
  model: string,
): string | FormData {
  if (body instanceof FormData) {
    const form = new FormData();
    for (const [name, value] of body.entries()) if (name !== "model") form.append(name, value);
    form.append("model", model);
    return form;
  }
  if (format !== "openai-chat") return JSON.stringify({ ...body, model });
  // What differs between servers of this format is the table's business, also here.
  const {
    max_tokens: older,
    max_completion_tokens: newer,
    stream_options: options,
    ...rest
  } = body;
  const limit = newer ?? older;
  return JSON.stringify({
    ...rest,
    model,
    ...(limit === undefined ? {} : { [row.maxTokens ?? "max_tokens"]: limit }),
    ...(options === undefined || row.usageUnasked === true ? {} : { stream_options: options }),
  });
}
