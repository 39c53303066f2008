import type { Env } from "../../worker/env.ts";
import { createGateway } from "../../worker/gateway/gateway.ts";
import type { WaitUntil } from "../../worker/gateway/ledger-client.ts";
import { createLedgerSink } from "../../worker/gateway/ledger-client.ts";
import { createRoutes } from "../../worker/gateway/routes/routes.ts";
import type { Gateway } from "../../worker/gateway/run-types.ts";
import { GUARDS } from "../../worker/guards/registry.ts";

/** The gateway of a conversation: it runs in the object itself, and the ledger gets its records. */
export function createSessionGateway(env: Env, waitUntil: WaitUntil): Gateway {
  return createGateway(env, {
    sink: createLedgerSink(env, waitUntil),
    routes: createRoutes(env, { waitUntil }),
    guards: GUARDS,
  });
}
