import type { ListeningClient } from "../../shared/testing/listening-client.ts";
import type { VirtualClock } from "../../shared/testing/virtual-clock.ts";
import type { ScriptedModels } from "../../testing/scripted-models.ts";
import type { SessionHost } from "../../testing/session-host.ts";
import type { Fault, Plan } from "./plan.ts";

/** A client that a close code tells to come back waits at least so long. */
const RECONNECT_MS = 250;
/** Codes after which nobody comes back. */
const FINAL = 4_000;

interface Parts {
  readonly clock: VirtualClock;
  readonly plan: Plan;
  readonly host: SessionHost;
  readonly client: ListeningClient;
  readonly models: ScriptedModels;
  readonly random: () => number;
  /** What happens on the network, as a line for people. */
  readonly heard: (line: string) => void;
}

/** What a report of playback told the object. */
export interface DeliveredReport {
  readonly turn: number;
  readonly samples: number;
}

/** The network between client and object, with everything that may go wrong on it and beyond. */
export class SimulatedLink {
  /** Reports of playback that reached the object. */
  readonly reports: DeliveredReport[] = [];
  /** What went wrong so far, by kind. */
  readonly wrongs = new Set<Fault["what"] | "lie" | "refused">();
  /** The client's present socket. */
  socket: string | undefined;
  #isOver = false;
  readonly #parts: Parts;
  readonly #faults: Fault[];
  #sockets = 0;
  #upAt = 0;
  #downAt = 0;
  #coming: (() => void) | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#faults = parts.plan.faults.toSorted((a, b) => a.after - b.after);
  }

  /** Whether the client will never be there again. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Opens a socket for the client. */
  connect(): void {
    const { host, client } = this.#parts;
    this.#coming?.();
    this.#coming = undefined;
    if (this.#isOver) return;
    const id = `socket-${++this.#sockets}`;
    this.socket = id;
    host.open({
      id,
      deliver: (data) => {
        const copy = typeof data === "string" ? data : data.slice();
        this.#down(id, () => client.receive(copy));
      },
      close: (code) => this.#down(id, () => this.#closed(id, code)),
    });
    client.connect({ send: (data) => this.up(data, id) });
  }

  /** Sends something to the object, on the client's present socket unless told. */
  up(data: string | Uint8Array, id = this.socket): void {
    const { clock, host } = this.#parts;
    if (id === undefined || id !== this.socket) return;
    this.#upAt = Math.max(this.#upAt, clock.now() + this.#delay());
    clock.schedule(this.#upAt - clock.now(), () => {
      if (id !== this.socket) return;
      this.#listenIn(id, data);
      host.receive(id, data);
    });
  }

  /** The user closes the client for good. */
  leave(): void {
    this.#isOver = true;
    this.#coming?.();
    const id = this.socket;
    this.socket = undefined;
    this.#parts.client.disconnect();
    if (id !== undefined) this.#parts.clock.schedule(30, () => this.#parts.host.lost(id));
  }

  /** The machine has had so many events: faults that are due happen at once, before anything else. */
  happened(events: number): void {
    for (
      let [next] = this.#faults;
      next !== undefined && next.after <= events;
      [next] = this.#faults
    ) {
      this.#faults.shift();
      const fault = next;
      this.#parts.clock.schedule(0, () => this.#happen(fault));
    }
  }

  #happen(fault: Fault): void {
    const { clock, host, models } = this.#parts;
    if (this.#isOver) return;
    this.#parts.heard(`*** ${JSON.stringify(fault)}`);
    switch (fault.what) {
      case "drop": {
        this.wrongs.add("drop");
        const id = this.socket;
        this.#cut();
        if (id !== undefined) clock.schedule(fault.noticedMs, () => host.lost(id));
        return this.#comeBack(fault.backMs);
      }
      case "crash": {
        this.wrongs.add("crash");
        const id = this.socket;
        models.loseAll();
        host.crash();
        if (id !== undefined) host.lost(id);
        this.#cut();
        return this.#comeBack(fault.backMs);
      }
      case "hibernate":
        // The platform does it only where nothing is under way.
        if (host.timers > 0 || models.running.length > 0 || host.lives === 0) return;
        this.wrongs.add("hibernate");
        return host.hibernate();
      case "tick":
        return host.interpreter?.dispatch({ type: "tick" });
      case "takeover": {
        this.wrongs.add("takeover");
        const id = this.socket;
        this.#cut();
        this.connect();
        if (id !== undefined) clock.schedule(20, () => host.lost(id));
        return;
      }
    }
  }

  #cut(): void {
    this.socket = undefined;
    this.#parts.client.disconnect();
  }

  #comeBack(ms: number): void {
    this.#coming?.();
    this.#coming = this.#parts.clock.schedule(Math.max(ms, RECONNECT_MS / 5), () => {
      this.#coming = undefined;
      if (this.socket === undefined) this.connect();
    });
  }

  #closed(id: string, code: number): void {
    const { host, client } = this.#parts;
    host.lost(id);
    this.#cut();
    if (code < FINAL) return this.#comeBack(RECONNECT_MS);
    if (code !== 4_408) this.wrongs.add("refused");
    this.#isOver = true;
    client.setMicrophone("closed");
  }

  #down(id: string, arrive: () => void): void {
    const { clock } = this.#parts;
    this.#downAt = Math.max(this.#downAt, clock.now() + this.#delay());
    clock.schedule(this.#downAt - clock.now(), () => {
      if (id === this.socket) arrive();
    });
  }

  #delay(): number {
    const { leastMs, mostMs } = this.#parts.plan.network;
    return leastMs + this.#parts.random() * (mostMs - leastMs);
  }

  #listenIn(id: string, data: string | Uint8Array): void {
    if (typeof data === "string") this.#parts.heard(`${id} > ${data}`);
    if (typeof data !== "string" || !data.startsWith('{"type":"played"')) return;
    const { turn, samples } = JSON.parse(data) as DeliveredReport;
    this.reports.push({ turn, samples });
  }
}
