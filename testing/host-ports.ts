import type { Cast } from "../durable-objects/voice-session/cast.ts";
import type { SessionPorts } from "../durable-objects/voice-session/session-ports.ts";
import { AppError } from "../shared/errors/app-error.ts";
import { directThinkRuns } from "../durable-objects/voice-session/think-runs.ts";
import type { Gateway } from "../worker/gateway/run-types.ts";
import type { GatedStorage } from "./gated-storage.ts";
import { hostJournal } from "./host-journal.ts";
import type { SessionHostOptions } from "./host-options.ts";
import { wait } from "./wait.ts";

/** The model of every stage. */
const STAGE = { model: "scripted/model", why: "scripted" };
export const STAGES = { listen: STAGE, think: STAGE, speak: STAGE, see: STAGE };
/** The window of a small language model, in tokens. */
const CONTEXT_TOKENS = 8_000;

/** What the ports need of the object itself. */
export interface PortsOwner {
  readonly cast: Cast;
  /** Whether this life of the object still lasts: a dead one can do nothing. */
  readonly isAlive: () => boolean;
  readonly newId: () => string;
  /** Timers of the object that wait. */
  readonly timers: Set<() => void>;
  /** Something of the object's own has happened. */
  readonly happened: () => void;
  readonly recorded: SessionPorts["recorded"];
  readonly storage: GatedStorage;
  readonly send: SessionPorts["send"];
  readonly sendFrame: SessionPorts["sendFrame"];
  readonly end: SessionPorts["end"];
  readonly audience: SessionPorts["audience"];
}

/** The ports of one life of an object. */
export function hostPorts(options: SessionHostOptions, owner: PortsOwner): SessionPorts {
  const { clock, gateway, watch, timerLateMs = () => 0 } = options;
  const { cast, isAlive, timers, recorded, newId, audience, end } = owner;

  const schedule: SessionPorts["schedule"] = (ms, callback) => {
    // What goes on without its object, a tool for instance, can do nothing more.
    if (!isAlive()) return () => undefined;
    const cancel = (): void => {
      stop();
      timers.delete(cancel);
    };
    const stop = clock.schedule(ms + timerLateMs(), () => {
      timers.delete(cancel);
      callback();
      owner.happened();
    });
    timers.add(cancel);
    return cancel;
  };

  const models: Gateway = {
    sees: (model) => gateway.sees(model),
    run(request) {
      if (!isAlive()) throw new AppError("aborted", "The object is gone.");
      return gateway.run(request);
    },
  };
  return {
    session: "session",
    get agent() {
      return cast.part.agent;
    },
    gateway: models,
    thinking: directThinkRuns(models),
    journal: hostJournal(owner.storage, clock.now, isAlive),
    recorded,
    readsAhead: () => options.readsAhead ?? false,
    contextTokens: () => options.contextTokens ?? CONTEXT_TOKENS,
    stages: () => STAGES,
    now: () => clock.now(),
    wait: (ms, signal) => wait(schedule, ms, signal),
    schedule,
    newId,
    end,
    send(message) {
      if (isAlive()) owner.send(message);
    },
    sendFrame(bytes) {
      if (isAlive()) owner.sendFrame(bytes);
    },
    note(fact) {
      if (isAlive()) watch?.note?.(fact, clock.now());
    },
    audience,
  };
}
