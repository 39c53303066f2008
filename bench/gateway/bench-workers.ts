import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DIST } from "../../scripts/build/build.ts";
import type { ServiceSpec } from "../../scripts/processes/service.ts";
import { workerdBinary } from "../../scripts/processes/tool.ts";
import type { WranglerConfig } from "../../scripts/workerd/wrangler-config.ts";

const GRACE_MS = 500;

/** Writes the configuration of the two Workers that Parley is compared with, in one workerd. */
export async function benchWorkers(
  ports: { readonly upstream: number; readonly bare: number; readonly pump: number },
  wrangler: WranglerConfig,
): Promise<{ readonly spec: ServiceSpec; readonly configuration: string }> {
  const configuration = join(DIST, `bench-workers-${ports.bare}.capnp`);
  const worker = (file: string): string => `(
  modules = [(name = "${file}", esModule = embed "../bench/gateway/workers/${file}")],
  compatibilityDate = "${wrangler.compatibility_date}",
  bindings = [(name = "UPSTREAM", text = "http://127.0.0.1:${ports.upstream}")],
)`;
  await writeFile(
    configuration,
    `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bare", worker = .bare),
    (name = "pump", worker = .pump),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [
    (name = "bare", address = "127.0.0.1:${ports.bare}", http = (), service = "bare"),
    (name = "pump", address = "127.0.0.1:${ports.pump}", http = (), service = "pump"),
  ],
);

const bare :Workerd.Worker = ${worker("pass-through.mjs")};
const pump :Workerd.Worker = ${worker("pump.mjs")};
`,
  );
  const spec: ServiceSpec = {
    name: "bench-workers",
    command: { file: workerdBinary(), args: ["serve", configuration, "config"] },
    env: { PATH: process.env["PATH"] },
    graceMs: GRACE_MS,
    verbose: false,
  };
  return { spec, configuration };
}
