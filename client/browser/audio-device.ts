/**
 * The one AudioContext of a client. It runs at the device's rate: to force another makes Firefox
 * refuse the microphone.
 */
export interface AudioDevice {
  /**
   * Counts one more user, makes the context if there is none, and asks it to run. Synchronous, so
   * that iOS sees the user's gesture.
   */
  acquire(): AudioContext;
  /** One user less; the last one closes the context. */
  release(): void;
}

/** Not yet in TypeScript's DOM types. */
interface AudioSessionNavigator {
  audioSession?: { type: string };
}

/** Makes a device that nobody uses yet. */
export function createAudioDevice(): AudioDevice {
  let context: AudioContext | undefined;
  let users = 0;

  // A context without a gesture stays suspended, and one may be suspended at any time. iOS'
  // "interrupted" (a phone call) ends by itself, and resume() would fail.
  const resume = () => {
    if (context?.state === "suspended") void context.resume();
  };

  return {
    acquire() {
      users++;
      if (context === undefined) {
        // Otherwise iOS plays through the receiver, or mutes with the ring switch.
        const session = (navigator as AudioSessionNavigator).audioSession;
        if (session) session.type = "play-and-record";
        context = new AudioContext({ latencyHint: "interactive" });
        addEventListener("pointerdown", resume);
        addEventListener("keydown", resume);
      }
      resume();
      return context;
    },
    release() {
      users--;
      if (users > 0 || context === undefined) return;
      removeEventListener("pointerdown", resume);
      removeEventListener("keydown", resume);
      void context.close();
      context = undefined;
    },
  };
}
