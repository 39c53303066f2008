import { build } from "./build/build.ts";
import { waitForHealth } from "./processes/health.ts";
import { claimPort } from "./processes/port.ts";
import { ServiceGroup } from "./processes/service-group.ts";
import { stopSignal } from "./processes/stop-signal.ts";
import { runCommand } from "./report/run-command.ts";
import { devVars } from "./secrets/secrets.ts";
import { workerVariables } from "./secrets/worker-variables.ts";
import { lockData } from "./start/data-lock.ts";
import { localPort } from "./start/local-port.ts";
import { modelServer, refuseFailed } from "./start/model-server.ts";
import { fetchWeights, timed } from "./start/prepare.ts";
import { restartDelay } from "./start/restart-delay.ts";
import { runUntilStopped } from "./start/run-until-stopped.ts";
import { stagesTable } from "./start/stages-table.ts";
import { workerHealth } from "./start/worker-health.ts";
import { START_HELP, startOptions } from "./start/start-options.ts";
import { workerdService } from "./workerd/workerd-service.ts";

/**
 * `npm start`: fetches what is missing, builds what has changed, runs the model server and workerd
 * until it is told to end, and prints one URL.
 */
await runCommand(async () => {
  const options = startOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(START_HELP);
    return 0;
  }
  const stop = stopSignal();
  const port = await claimPort(options.port, "npm start -- --port");
  const unlock = await lockData(options.data, port);
  const group = new ServiceGroup();
  try {
    await fetchWeights(stop);
    await timed("Building", () => build(stop));
    const file = await devVars();
    const models = await localPort();
    const variables = workerVariables({
      devVars: file,
      shell: process.env,
      port,
      localPort: models,
    });
    const key = variables["PARLEY_LOCAL_KEY"] ?? "";
    const { verbose, data } = options;
    group.start(modelServer(models, key, verbose), restartDelay);
    group.start(await workerdService({ port, data, variables, verbose }));
    const url = `http://localhost:${port}`;
    await runUntilStopped(group, stop, async (ended) => {
      await timed("Loading the models", () =>
        waitForHealth(`http://127.0.0.1:${models}/health`, ended, refuseFailed),
      );
      const health = await workerHealth(`http://127.0.0.1:${port}/health`, ended);
      if (ended.aborted) return;
      console.log(`\nParley is ready: ${url}\n\n${stagesTable(health)}\n\nCtrl-C ends it.`);
      process.send?.({ type: "ready", url, localPort: models, processes: group.processes });
    });
  } finally {
    await group.stop();
    await unlock();
  }
  return 0;
});
