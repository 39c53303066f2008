import type { Env } from "../../env.ts";
import type { OpenAttempt } from "../../gateway/engine.ts";
import { createGateway } from "../../gateway/gateway.ts";
import { createLedgerSink } from "../../gateway/ledger-client.ts";
import { createRoutes } from "../../gateway/routes/routes.ts";
import type { Gateway } from "../../gateway/run-types.ts";
import { GUARDS } from "../../guards/registry.ts";

/** Where the gateway is called from: the Worker's variables, and a way to outlive the answer. */
export interface Caller {
  readonly env: Env;
  /** Keeps the platform from ending before a work is done. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/**
 * The gateway that routes and other Workers call; what its attempts cost goes to the ledger. `open`
 * calls models in another way than by their adapters.
 */
export function openGateway({ env, waitUntil }: Caller, open?: OpenAttempt): Gateway {
  const sink = createLedgerSink(env, waitUntil);
  const routes = createRoutes(env, { waitUntil });
  return createGateway(env, {
    sink,
    routes,
    guards: GUARDS,
    ...(open === undefined ? {} : { open }),
  });
}
