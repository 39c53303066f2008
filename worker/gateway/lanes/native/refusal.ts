import { AppError } from "../../../../shared/errors/app-error.ts";
import { isRecord } from "../../providers/is-record.ts";
import { readJson } from "../../providers/read-body.ts";
import { errorOfStatus } from "../../providers/upstream-error.ts";
import type { NativeTarget } from "./native-target.ts";

/** Longest answer that says why a request is refused, in bytes, and what is shown of it. */
const REFUSAL_BYTES = 16 * 1024;
const REASON_LENGTH = 400;

/**
 * What a status other than 2xx means. A request that the provider finds wrong (400, 422) was written
 * by the caller in the provider's own format, so the provider's reason is passed on, as a sentence,
 * without the key; everything else is said in our words.
 */
export async function refusalOf(
  response: Response,
  call: {
    readonly provider: string;
    readonly model: string;
    readonly target: NativeTarget;
    readonly signal: AbortSignal;
  },
): Promise<AppError> {
  const { provider, model, target, signal } = call;
  const { status, headers, body } = response;
  if (status !== 400 && status !== 422) {
    await body?.cancel();
    return errorOfStatus(provider, model, status, headers.get("retry-after"));
  }
  const { message, param } = await reasonOf(body, provider, signal);
  const why = message === undefined ? "" : `: ${withoutKey(message, target.key)}`;
  return new AppError("bad_input", `Provider ${provider} refused the request (${status})${why}`, {
    provider,
    ...(param === undefined ? {} : { field: param }),
  });
}

async function reasonOf(
  body: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
): Promise<{ readonly message?: string; readonly param?: string }> {
  try {
    const value = await readJson(body, provider, signal, REFUSAL_BYTES);
    const error = isRecord(value) && isRecord(value["error"]) ? value["error"] : {};
    const { message, param } = error;
    return {
      ...(typeof message === "string" ? { message: message.slice(0, REASON_LENGTH) } : {}),
      ...(typeof param === "string" ? { param: param.slice(0, REASON_LENGTH) } : {}),
    };
  } catch {
    signal.throwIfAborted();
    // A reason that can't be read is no reason.
    return {};
  }
}

function withoutKey(text: string, key: string | undefined): string {
  return key === undefined ? text : text.replaceAll(key, "…");
}
