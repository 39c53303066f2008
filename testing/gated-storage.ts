import type { VirtualClock } from "../shared/testing/virtual-clock.ts";
import { createMemorySql } from "./memory-sql.ts";

/**
 * An object's storage with the platform's promise around it: nothing that was sent after a write
 * leaves before the write is durable, and what was not durable is gone with the machine.
 */
export class GatedStorage {
  readonly #clock: VirtualClock;
  readonly #delayMs: (() => number) | undefined;
  readonly #memory = createMemorySql();
  readonly #held: (() => void)[] = [];
  #writing: (() => void) | undefined;

  /** `delayMs`: how long a write takes; undefined: it is durable at once. */
  constructor(clock: VirtualClock, delayMs: (() => number) | undefined) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  get sql(): SqlStorage {
    return this.#memory.sql;
  }

  /** Lets something leave as soon as what was written before it is durable. */
  afterWrites(leave: () => void): void {
    this.settle();
    if (this.#writing === undefined) leave();
    else this.#held.push(leave);
  }

  /** What was written so far is on its way to the disk. */
  settle(): void {
    if (!this.#memory.isDirty || this.#writing !== undefined) return;
    if (this.#delayMs === undefined) return this.#memory.commit();
    this.#writing = this.#clock.schedule(this.#delayMs(), () => {
      this.#writing = undefined;
      this.#memory.commit();
      for (const leave of this.#held.splice(0)) leave();
    });
  }

  /** The machine is lost. */
  crash(): void {
    this.#held.length = 0;
    this.#writing?.();
    this.#writing = undefined;
    this.#memory.rollback();
  }

  close(): void {
    this.#writing?.();
    this.#memory.close();
  }
}
