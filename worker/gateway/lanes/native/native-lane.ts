import type { OpenAttempt } from "../../engine.ts";
import type { Fetch } from "../../providers/provider.ts";
import { AppError } from "../../../../shared/errors/app-error.ts";
import type { RunEvent } from "../../race-state.ts";
import type { NativeCall } from "./native-attempt.ts";
import { nativeAttempt } from "./native-attempt.ts";
import type { NativeRequest } from "./native-format.ts";
import { nativeTarget } from "./native-target.ts";

/**
 * Opens attempts on the native lane where the provider speaks the request's format. Elsewhere the
 * adapter is used, unless the request has a field that only its own format can carry.
 */
export function nativeLane(request: NativeRequest, fetch: Fetch): OpenAttempt {
  return nativeOr(request, fetch, nativeAttempt);
}

/** Opens attempts by `open` where the provider speaks the request's format. */
export function nativeOr(
  request: NativeRequest,
  fetch: Fetch,
  open: (call: NativeCall) => AsyncIterable<RunEvent>,
): OpenAttempt {
  return (attempt, signal, env) => {
    const target = nativeTarget(attempt, request, env);
    const { provider, model } = attempt;
    if (target !== undefined)
      return open({ provider: provider.name, model, target, request, signal, fetch });
    const { nativeOnly: field } = request;
    if (field === undefined) return undefined;
    throw new AppError("unsupported", `${field}: model ${attempt.name} can't be given this.`, {
      field,
    });
  };
}
