import type { Env } from "../../env.ts";
import { createGateway } from "../../gateway/gateway.ts";
import { createLedgerSink } from "../../gateway/ledger-client.ts";
import type { Gateway } from "../../gateway/run-types.ts";

/** Where the gateway is called from: the Worker's variables, and a way to outlive the answer. */
export interface Caller {
  readonly env: Env;
  /** Keeps the platform from ending before a work is done. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** The gateway that routes and other Workers call; what its attempts cost goes to the ledger. */
export function openGateway({ env, waitUntil }: Caller): Gateway {
  return createGateway(env, { sink: createLedgerSink(env, waitUntil) });
}
