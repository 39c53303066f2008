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
  /** What was put beside the tables, and what of it a crash leaves. */
  #kept: ReadonlyMap<string, string> = new Map();
  #durable: ReadonlyMap<string, string> = new Map();

  /** `delayMs`: how long a write takes; undefined: it is durable at once. */
  constructor(clock: VirtualClock, delayMs: (() => number) | undefined) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  get sql(): SqlStorage {
    return this.#memory.sql;
  }

  /** What was put beside the tables. */
  get<Value>(key: string): Value | undefined {
    const text = this.#kept.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as Value);
  }

  /** Puts a value, or deletes it, for which nothing waits; it is durable after what was written before. */
  put(key: string, value: unknown): void {
    const kept = new Map(this.#kept);
    if (value === undefined) kept.delete(key);
    else kept.set(key, JSON.stringify(value));
    this.#kept = kept;
    if (!this.#memory.isDirty) this.#durable = kept;
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
    if (this.#delayMs === undefined) return this.#commit();
    this.#writing = this.#clock.schedule(this.#delayMs(), () => {
      this.#writing = undefined;
      this.#commit();
      for (const leave of this.#held.splice(0)) leave();
    });
  }

  #commit(): void {
    this.#memory.commit();
    this.#durable = this.#kept;
  }

  /** The machine is lost. */
  crash(): void {
    this.#held.length = 0;
    this.#writing?.();
    this.#writing = undefined;
    this.#memory.rollback();
    this.#kept = this.#durable;
  }

  close(): void {
    this.#writing?.();
    this.#memory.close();
  }
}
