import type { Env } from "../../env.ts";
import { createGateway } from "../../gateway/gateway.ts";
import type { Gateway } from "../../gateway/run-types.ts";

/** The gateway that the routes call. */
export function openGateway(env: Env): Gateway {
  return createGateway(env);
}
