import type { Turn } from "../../shared/turn/turn.ts";
import type { SessionPorts } from "./session-ports.ts";

/** How much of a silence may be missing at its end: frames come in pieces. */
const SLACK_MS = 60;
/** How long sound that is late is waited for. */
const LATE_MS = 1_000;
/** How long it is waited whether a sound in the pause becomes a voice. */
const STIR_MS = 100;
/** How often it is looked whether it has come. */
const LOOK_MS = 40;

/**
 * A longer wait is not worth keeping the object in memory for, unless its microphone does so anyway:
 * what comes next passes the deadline as well.
 */
const LONGEST_MS = 30_000;

/** How much silence there was at the end of what was heard. */
export interface SilenceMeter {
  readonly silenceMs: number;
  /** Whether something sounds in a pause that may become a voice. */
  readonly isStirring: boolean;
}

/**
 * Tells the machine that a deadline has passed. A silence is only over when it was heard: where the
 * network holds the sound back, the user may have gone on.
 */
export class TurnTimer {
  readonly #ports: SessionPorts;
  readonly #meter: SilenceMeter;
  readonly #tick: () => void;
  #set: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(ports: SessionPorts, meter: SilenceMeter, tick: () => void) {
    this.#ports = ports;
    this.#meter = meter;
    this.#tick = tick;
  }

  /** The deadline is `at` from now on; undefined: there is none. */
  set(turn: Turn, at: number | undefined): void {
    if (at !== undefined && at === this.#set?.at) return;
    this.stop();
    if (at === undefined) return;
    if (turn.microphone === "closed" && at - this.#ports.now() > LONGEST_MS) return;
    const look = (): void => {
      const { silenceMs, isStirring } = this.#meter;
      const over = this.#ports.now() - at;
      const stirs = over < STIR_MS && turn.user.state === "settling" && isStirring;
      if (stirs || (over < LATE_MS && isLate(turn, at, silenceMs))) return schedule(LOOK_MS);
      this.#set = undefined;
      this.#tick();
    };
    const schedule = (ms: number): void => {
      this.#set = { at, cancel: this.#ports.schedule(ms, look) };
    };
    schedule(Math.max(0, at - this.#ports.now()));
  }

  stop(): void {
    this.#set?.cancel();
    this.#set = undefined;
  }
}

/** Whether the sound up to a silence's end is still to come. */
function isLate({ user, microphone }: Turn, at: number, silenceMs: number): boolean {
  if (user.state !== "settling" || microphone === "closed") return false;
  return silenceMs + SLACK_MS < at - user.pausedAt;
}
