import { unreachable } from "../../providers/upstream-error.ts";
import type { NativeCall } from "./native-attempt.ts";
import { refusalOf } from "./refusal.ts";

/** A provider's answer with a status of 2xx. Throws AppError for everything else. */
export async function askProvider(call: NativeCall, signal: AbortSignal): Promise<Response> {
  const { provider, target, fetch } = call;
  let response: Response;
  try {
    response = await fetch(target.url, {
      method: "POST",
      headers: target.headers,
      body: target.body,
      // The key belongs to this address alone.
      redirect: "manual",
      signal,
    });
  } catch (thrown) {
    signal.throwIfAborted();
    throw unreachable(provider, thrown);
  }
  if (response.ok) return response;
  throw await refusalOf(response, call);
}
