import type { AudioShell } from "./audio-shell.ts";
import type { ClientEffect } from "./client-effect.ts";
import type { ClientEvent } from "./client-event.ts";
import type { ClientState } from "./client-state.ts";
import { clientStep } from "./client-step.ts";
import type { Emitter } from "./emitter.ts";
import type { SocketShell } from "./socket-shell.ts";
import type { VideoShell } from "./video-shell.ts";
import type { ToolShell } from "./tool-shell.ts";
import { VoiceError } from "./voice-error.ts";

/** Where effects go. */
export interface ClientShells {
  readonly audio: AudioShell;
  readonly socket: SocketShell;
  readonly video: VideoShell;
  readonly tools: ToolShell;
  readonly emitter: Emitter;
}

/** Holds the state, and has each event decided and its effects carried out, one after the other. */
export interface ClientEngine {
  readonly state: ClientState;
  dispatch(event: ClientEvent): void;
  /** Settles as soon as the connection is there or given up. @throws VoiceError why. */
  connected(): Promise<void>;
}

interface Waiter {
  resolve(): void;
  reject(error: VoiceError): void;
}

/** Makes an engine; `shells` is asked for once, since the shells dispatch events themselves. */
export function createClientEngine(
  initial: ClientState,
  shells: (dispatch: (event: ClientEvent) => void) => ClientShells,
): ClientEngine {
  const queue: ClientEvent[] = [];
  const waiters: Waiter[] = [];
  let state = initial;
  let draining = false;
  const { audio, socket, video, tools, emitter } = shells(dispatch);

  /** Takes an event; one that a listener causes waits until the present one is finished. */
  function dispatch(event: ClientEvent): void {
    queue.push(event);
    if (draining) return;
    draining = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [after, effects] = clientStep(state, next);
      state = after;
      for (const effect of effects) run(effect);
    }
    draining = false;
    settle();
  }

  function run(effect: ClientEffect): void {
    switch (effect.type) {
      case "emit":
        emitter.emit(effect.name, effect.event);
        return;
      case "latency":
        emitter.emit("latency", { ms: effect.ms });
        return;
      case "play":
      case "play-end":
      case "play-hold":
      case "play-release":
      case "play-stop":
      case "close-output":
      case "mute-input":
      case "stop-input":
        audio.run(effect);
        return;
      case "stop-video":
        video.stop("camera");
        video.stop("screen");
        return;
      case "run-tool":
      case "cancel-tool":
        tools.run(effect);
        return;
      default:
        socket.run(effect, state.identity);
    }
  }

  /** Answers those who wait for a connection. */
  function settle(): void {
    const { phase } = state.connection;
    if (phase.state === "connecting" || phase.state === "reconnecting") return;
    for (const waiter of waiters.splice(0)) {
      if (phase.state === "connected") waiter.resolve();
      else if (phase.state === "failed") waiter.reject(phase.error);
      else
        waiter.reject(new VoiceError("aborted", "It was disconnected.", { stage: "connection" }));
    }
  }

  return {
    get state() {
      return state;
    },
    dispatch,
    connected: () =>
      new Promise((resolve, reject) => {
        waiters.push({ resolve, reject });
      }),
  };
}
