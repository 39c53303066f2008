import type { VoiceClientEvents, VoiceClientListener } from "./events.ts";

type Name = keyof VoiceClientEvents;

/** Listeners by event. */
export interface Emitter {
  /** Adds a listener; returns what removes it. */
  on<N extends Name>(name: N, listener: VoiceClientListener<N>): () => void;
  /** Calls the listeners in their order. One that throws does not keep the others from hearing. */
  emit<N extends Name>(name: N, event: VoiceClientEvents[N]): void;
}

/** Makes an emitter without listeners. */
export function createEmitter(): Emitter {
  // Replaced and never changed, so that a listener may add and remove listeners while it is called.
  const listeners = new Map<Name, readonly ((event: never) => void)[]>();
  return {
    on(name, listener) {
      // A wrapper, so that the same function may listen twice and each is removed by itself.
      const own = (event: never) => listener(event);
      listeners.set(name, [...(listeners.get(name) ?? []), own]);
      return () => {
        listeners.set(
          name,
          (listeners.get(name) ?? []).filter((one) => one !== own),
        );
      };
    },
    emit(name, event) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          listener(event as never);
        } catch (error) {
          // The listener's bug belongs to its author: it surfaces as an unhandled rejection.
          void Promise.reject(error);
        }
      }
    },
  };
}
