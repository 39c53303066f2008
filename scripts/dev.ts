import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buildModels, DIST } from "./build/build.ts";
import { pagesDev, workerDev } from "./dev/dev-services.ts";
import { waitForHealth } from "./processes/health.ts";
import { claimPort, freePort } from "./processes/port.ts";
import { ServiceGroup } from "./processes/service-group.ts";
import { stopSignal } from "./processes/stop-signal.ts";
import { runCommand } from "./report/run-command.ts";
import { devVars } from "./secrets/secrets.ts";
import { workerVariables } from "./secrets/worker-variables.ts";
import { lockData } from "./start/data-lock.ts";
import { localPort } from "./start/local-port.ts";
import { modelServer, refuseFailed } from "./start/model-server.ts";
import { fetchWeights, timed } from "./start/prepare.ts";
import { runUntilStopped } from "./start/run-until-stopped.ts";
import { stagesTable } from "./start/stages-table.ts";
import { START_HELP, startOptions } from "./start/start-options.ts";
import { workerHealth } from "./start/worker-health.ts";

/**
 * `npm run dev`: the product with reload. The pages come from vite, the Worker from `wrangler dev`;
 * the model server is the same as in `npm start`.
 */
await runCommand(async () => {
  const options = startOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(START_HELP);
    return 0;
  }
  const stop = stopSignal();
  const port = await claimPort(options.port, "npm run dev -- --port");
  const unlock = await lockData(options.data, port);
  const group = new ServiceGroup();
  try {
    await fetchWeights(stop);
    await timed("Building", () => buildModels(stop));
    // wrangler wants the folder of assets, although vite serves the pages here.
    await mkdir(join(DIST, "client"), { recursive: true });
    const [models, workerPort] = [await localPort(), await freePort(0)];
    const file = await devVars();
    const variables = workerVariables({
      devVars: file,
      shell: process.env,
      port,
      localPort: models,
    });
    group.start(modelServer(models, variables["PARLEY_LOCAL_KEY"] ?? "", options.verbose));
    group.start(workerDev({ port: workerPort, data: options.data, variables }));
    group.start(pagesDev(port, workerPort));
    await runUntilStopped(group, stop, async (ended) => {
      const local = `http://127.0.0.1:${models}/health`;
      await timed("Loading the models", () => waitForHealth(local, ended, refuseFailed));
      const health = await workerHealth(`http://127.0.0.1:${port}/health`, ended);
      if (ended.aborted) return;
      const url = `http://localhost:${port}`;
      console.log(
        `\nParley reloads as you edit: ${url}\n\n${stagesTable(health)}\n\nCtrl-C ends it.`,
      );
      process.send?.({ type: "ready", url, localPort: models, processes: group.processes });
    });
  } finally {
    await group.stop();
    await unlock();
  }
  return 0;
});
