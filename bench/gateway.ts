import { cpus } from "node:os";
import type { GatewayReport } from "./gateway/gateway-report.ts";
import { gatewayReport } from "./gateway/gateway-report.ts";
import { measureFailover } from "./gateway/measure-failover.ts";
import { measureFirstToken } from "./gateway/measure-first-token.ts";
import { measureStall } from "./gateway/measure-stall.ts";
import { measureThroughput } from "./gateway/measure-throughput.ts";
import { startStand } from "./gateway/stand.ts";
import { targets } from "./gateway/targets.ts";
import { PACED_MS } from "./gateway/upstream-script.ts";
import { verifyTargets } from "./gateway/verify.ts";

/** Requests of each target and round, one at a time; connections and requests of each at sixteen. */
const ONE_BY_ONE = 20;
const AT_ONCE = 16;
const PER_CONNECTION = 4;
/** Connections that throughput is measured with, and milliseconds of each round. */
const BUSY = 64;
const COUNTED_MS = 1_500;
const WARM_MS = 300;
/** Milliseconds for which each target is asked before first tokens are measured. */
const WARM_UP_MS = 1_000;
const STALL = { requests: 2_000, concurrency: 8 };
const FAILOVERS = 100;

/**
 * Measures the gateway beside what it is compared with, all of them in front of one scripted
 * upstream, in `rounds` interleaved rounds. `progress` gets a line per part.
 * @throws Failure when something does not start, or does not answer as it should.
 */
export async function measureGateway(
  rounds: number,
  progress: (line: string) => void,
): Promise<GatewayReport> {
  progress("Starting …");
  const stand = await startStand();
  try {
    const all = targets(stand.ports, stand.apiKey);
    const { direct, bare, native, journalled, translated, pump, portkey, portkeyTranslated } = all;
    await verifyTargets(Object.values(all), stand.apiKey);
    const first = [direct, bare, native, journalled, translated, portkey];
    progress("Warming up …");
    // The engine's code is compiled as it is used; a Worker that has just started is measured by nobody.
    await measureThroughput({
      targets: first,
      concurrency: AT_ONCE,
      rounds: 1,
      countedMs: WARM_UP_MS,
      warmMs: 0,
    });
    progress("First tokens, one request at a time …");
    const c1 = await measureFirstToken({
      targets: first,
      script: "start",
      concurrency: 1,
      rounds,
      perConnection: ONE_BY_ONE,
      staggerMs: 0,
    });
    const sixteen = {
      targets: first,
      script: "paced",
      concurrency: AT_ONCE,
      rounds,
      perConnection: PER_CONNECTION,
    } as const;
    progress("First tokens, sixteen streams under way …");
    const c16 = await measureFirstToken({ ...sixteen, staggerMs: PACED_MS / AT_ONCE });
    progress("First tokens, sixteen requests that begin together …");
    const herd = await measureFirstToken({ ...sixteen, staggerMs: 0 });
    progress("Requests per second …");
    const throughput = await measureThroughput({
      // Neighbours are those that are compared.
      targets: [direct, bare, native, journalled, pump, translated, portkeyTranslated, portkey],
      concurrency: BUSY,
      rounds,
      countedMs: COUNTED_MS,
      warmMs: WARM_MS,
    });
    progress("Calls that stall …");
    const stall = await measureStall(native, stand.ports.upstream, STALL);
    progress("Refused connections …");
    const anyModel = { ...native, modelPrefix: "" };
    const failover = await measureFailover(anyModel, stand.ports.refusing, FAILOVERS);
    return gatewayReport(
      { c1, c16, herd, throughput, stall, failover },
      { versions: stand.versions, machine: machine() },
    );
  } finally {
    await stand.stop();
  }
}

function machine(): string {
  const cores = cpus();
  return `${cores.length} × ${cores[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}`;
}
