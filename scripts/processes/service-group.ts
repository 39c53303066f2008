import { Failure } from "../report/failure.ts";
import { startReaper } from "./reaper.ts";
import type { Reaper } from "./reaper.ts";
import { LOG_FOLDER, Service } from "./service.ts";
import type { ServiceSpec } from "./service.ts";

/** What is to be done about a service that has ended by itself: again after a time, or give up. */
export type AfterCrash = (crashes: number) => number | undefined;

const GIVE_UP: AfterCrash = () => undefined;

/** The processes of one product: they end together, however this process ends. */
export class ServiceGroup {
  /** Aborts with a Failure when a service has crashed for good. */
  readonly crashed: AbortSignal;
  readonly #crash = new AbortController();
  readonly #reaper: Reaper = startReaper();
  readonly #services = new Set<Service>();
  #stopping = false;

  constructor() {
    this.crashed = this.#crash.signal;
  }

  /** Process ids by service. */
  get processes(): { name: string; pid: number }[] {
    return [...this.#services].flatMap(({ name, pid }) =>
      pid === undefined ? [] : [{ name, pid }],
    );
  }

  /** Starts a service; when it ends by itself, `afterCrash` decides. */
  start(spec: ServiceSpec, afterCrash: AfterCrash = GIVE_UP, crashes = 0): void {
    const service = new Service(spec);
    this.#services.add(service);
    this.#watch();
    void service.ended.then((how) => {
      this.#services.delete(service);
      this.#watch();
      if (this.#stopping) return;
      const delay = afterCrash(crashes + 1);
      const report = crashReport(service, how);
      if (delay === undefined) return this.#crash.abort(new Failure(report));
      console.error(`\n${report}\nIt starts again in ${delay / 1000} s.`);
      setTimeout(() => {
        if (!this.#stopping) this.start(spec, afterCrash, crashes + 1);
      }, delay).unref();
    });
  }

  /** Ends every service for sure. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#services].map((service) => service.stop()));
  }

  #watch(): void {
    this.#reaper.watch(this.processes.map(({ pid }) => pid));
  }
}

function crashReport(service: Service, how: string): string {
  const lines = service.lastLines().map((line) => `  ${line}`);
  return [
    `The ${service.name} ended unexpectedly (${how}). The last that it said:`,
    ...(lines.length === 0 ? ["  (nothing)"] : lines),
    `Its log: ${LOG_FOLDER}/${service.name}.log`,
  ].join("\n");
}
