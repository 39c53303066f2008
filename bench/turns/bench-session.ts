import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSileroVad } from "../../shared/audio/silero-vad.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import { ListeningClient } from "../../shared/testing/listening-client.ts";
import type { VirtualClock } from "../../shared/testing/virtual-clock.ts";
import { createVirtualClock } from "../../shared/testing/virtual-clock.ts";
import { ROOT } from "../../scripts/processes/root.ts";
import { SessionHost } from "../../testing/session-host.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { BenchModels } from "./bench-models.ts";

/** One way over the network, in milliseconds. */
const LINK_MS = 20;
/** From the call to the last sample of the client's fade to silence. */
export const FADE_MS = 10;

const SILERO = readFileSync(join(ROOT, "dist/models/silero16k.bin"));

const AGENT: AgentDefinition = {
  name: "guide",
  title: "Guide",
  instructions: "You are a guide.",
  turn: { awayMs: "off", sessionMs: "off" },
};

/** A message and when the client had it. */
export interface Received {
  readonly at: number;
  readonly message: ServerMessage;
}

/**
 * One conversation on a virtual clock: the object with its real interpreter, turn machine and voice
 * activity detection, an honest client, and a network of {@link LINK_MS} each way.
 */
export class BenchSession {
  readonly clock: VirtualClock;
  readonly client: ListeningClient;
  readonly received: Received[] = [];
  readonly #host: SessionHost;
  readonly #models: BenchModels;

  constructor(clock: VirtualClock, models: BenchModels) {
    this.clock = clock;
    this.#models = models;
    this.client = new ListeningClient({ clock });
    const { buffer, byteOffset, byteLength } = SILERO;
    this.#host = new SessionHost({
      clock,
      agent: AGENT,
      gateway: models,
      vad: () => createSileroVad(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer),
    });
    this.#host.open({
      id: "socket",
      deliver: (data) =>
        void clock.schedule(LINK_MS, () => {
          if (typeof data === "string")
            this.received.push({ at: clock.now(), message: JSON.parse(data) as ServerMessage });
          this.client.receive(data);
        }),
      close: () => undefined,
    });
    this.client.connect({
      send: (data) => void clock.schedule(LINK_MS, () => this.#host.receive("socket", data)),
    });
    this.client.setMicrophone("open");
  }

  get history(): SessionHost["history"] {
    return this.#host.history;
  }

  /** Lets time pass until something is so, or for so many milliseconds; tells whether it is. */
  async until(isSo: () => boolean, ms: number): Promise<boolean> {
    const end = this.clock.now() + ms;
    await this.#settle();
    while (!isSo()) {
      const { next } = this.clock;
      if (next === undefined || next > end) return false;
      this.clock.step();
      await this.#settle();
    }
    return true;
  }

  /** The first message of a type after a time. */
  first<T extends ServerMessage["type"]>(
    type: T,
    from: number,
    matches: (message: Extract<ServerMessage, { type: T }>) => boolean = () => true,
  ): number | undefined {
    return this.received.find(
      ({ at, message }) =>
        at >= from &&
        message.type === type &&
        matches(message as Extract<ServerMessage, { type: T }>),
    )?.at;
  }

  /** What the recognizer made of the user's voice since a time. */
  interims(from: number): string[] {
    return this.received.flatMap(({ at, message }) =>
      at >= from && message.type === "interim" && message.text !== "" ? [message.text] : [],
    );
  }

  /** Lets the microphone hear a sound to its end; gives the times of its first and last sample. */
  async hear(sound: Int16Array): Promise<{ readonly from: number; readonly to: number }> {
    this.client.hear(sound);
    await this.until(() => this.client.soundMs === 0, 600_000);
    // The last frame came when its last sample was there, and the sound fills a part of it.
    const frameMs = 40;
    const lengthMs = sound.length / 16;
    const missing = (frameMs - (lengthMs % frameMs)) % frameMs;
    const to = this.clock.now() - missing;
    return { from: to - lengthMs, to };
  }

  close(): void {
    this.#host.close();
    this.client.close();
  }

  async #settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#models.idle();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A clock for one session. */
export function benchClock(): VirtualClock {
  return createVirtualClock(1_000_000);
}
