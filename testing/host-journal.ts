import type { LastLife, SessionJournal } from "../durable-objects/voice-session/session-journal.ts";
import type { GatedStorage } from "./gated-storage.ts";

/** The journal of one life of a hosted object: a dead one writes nothing. */
export function hostJournal(
  storage: GatedStorage,
  now: () => number,
  isAlive: () => boolean,
): SessionJournal {
  return {
    read() {
      const life = storage.get<Pick<LastLife, "at" | "turn" | "words">>("life");
      if (life === undefined) return undefined;
      return { ...life, reply: storage.get("reply"), cut: storage.get("cut") ?? [] };
    },
    keep({ life, reply, cut }) {
      if (!isAlive()) return;
      if (life !== undefined) storage.put("life", { at: now(), ...life });
      if (reply !== undefined) storage.put("reply", reply === "none" ? undefined : reply);
      if (cut !== undefined) storage.put("cut", cut);
    },
    written: () => Promise.resolve(),
    clear() {
      for (const key of ["life", "reply", "cut"]) storage.put(key, undefined);
    },
  };
}
