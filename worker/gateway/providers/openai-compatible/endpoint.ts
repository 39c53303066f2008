import { AppError } from "../../../../shared/errors/app-error.ts";
import type { Environment } from "../../environment.ts";
import { variable } from "../../environment.ts";
import type { Fetch } from "../provider.ts";
import { providerKey } from "../provider-key.ts";
import { errorOfStatus, unreachable } from "../upstream-error.ts";
import type { CompatibleRow } from "./compatible-row.ts";

/** A row together with this environment's address and key. */
export interface Endpoint {
  readonly row: CompatibleRow;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly key: string | undefined;
  readonly fetch: Fetch;
}

/** Throws AppError `bad_input`, naming the variable, when the address can't be used. */
export function endpointOf(row: CompatibleRow, env: Environment, fetch: Fetch): Endpoint {
  return { row, baseUrl: baseUrlOf(row, env), key: providerKey(env, row.keyVariable), fetch };
}

/** Where a row's server answers here, without a slash at its end. Throws as {@link endpointOf}. */
export function baseUrlOf(row: CompatibleRow, env: Environment): string {
  const address = variable(env, row.urlVariable);
  if (address !== undefined) return parseBaseUrl(address, row.urlVariable, "/v1");
  if (row.baseUrl !== undefined) return row.baseUrl;
  throw new AppError("bad_input", `${row.urlVariable} is not set.`, { field: row.urlVariable });
}

/**
 * An address from a variable, without a slash at its end. `http://host:port` alone means its `root`,
 * where servers of this kind have their routes. Throws AppError `bad_input` that names the variable.
 */
export function parseBaseUrl(address: string, name: string, root: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new AppError("bad_input", `${name} must be an http or https URL.`, { field: name });
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new AppError("bad_input", `${name} must be an address and a path alone.`, {
      field: name,
    });
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path === "" ? root : path}`;
}

/**
 * Posts to one of an endpoint's routes and gives back the 2xx answer, its body unread. Redirects
 * are not followed: the key belongs to this address alone.
 */
export async function post(
  endpoint: Endpoint,
  path: string,
  model: string,
  body: FormData | object,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = {};
  if (endpoint.key !== undefined) headers["authorization"] = `Bearer ${endpoint.key}`;
  const isForm = body instanceof FormData;
  if (!isForm) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await endpoint.fetch(`${endpoint.baseUrl}${path}`, {
      method: "POST",
      headers,
      body: isForm ? body : JSON.stringify(body),
      redirect: "manual",
      signal,
    });
  } catch (thrown) {
    signal.throwIfAborted();
    throw unreachable(endpoint.row.name, thrown);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw errorOfStatus(
    endpoint.row.name,
    model,
    response.status,
    response.headers.get("retry-after"),
  );
}
