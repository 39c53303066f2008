import { int16ToFloat32, rootMeanSquare } from "../../shared/audio/pcm.ts";
import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";
import { meterLevel } from "./meter-level.ts";
import { keepLatest } from "./microphone.ts";
import type { Kept } from "./microphone.ts";
import { initialWakeLevel, wakesAt } from "./wake-level.ts";
import type { WakeLevel } from "./wake-level.ts";

/** Milliseconds. */
export const GATE_TIMES = {
  /** Sound before the press that begins a turn: people speak as they press. */
  preRollMs: 200,
  /** Sound before the voice that ends an absence. */
  lastMs: 1_000,
  /** How long a voice is sent that the server does not take for one. */
  knockMs: 4_000,
} as const;

/** Who says when the user's turn begins and ends: silence and meaning, or the user by a key. */
export type Turns = "automatic" | "manual";

/** What becomes of the microphone's sound on its way to the server. */
export type Gate =
  | { readonly state: "open" }
  /** Manual turns: the key is up. */
  | { readonly state: "waiting"; readonly kept: readonly Kept[] }
  /** Manual turns: the key is down. */
  | { readonly state: "held" }
  /** The key came up without a connection: the server will be told after the next welcome. */
  | { readonly state: "owed"; readonly action: "end" | "cancel" }
  /** Nobody is here: a voice opens it. */
  | { readonly state: "away"; readonly kept: readonly Kept[]; readonly wake: WakeLevel }
  /** There was a voice; the server is to say whether somebody is here. */
  | { readonly state: "knocking"; readonly until: number };

/** The gate of somebody who is here and holds no key. */
export function restingGate(turns: Turns): Gate {
  return turns === "manual" ? { state: "waiting", kept: [] } : { state: "open" };
}

/** Nobody is here. */
export const AWAY_GATE: Gate = { state: "away", kept: [], wake: initialWakeLevel };

/** Takes the next samples; returns what leaves. */
export function passGate(gate: Gate, block: Kept): readonly [Gate, readonly Kept[]] {
  switch (gate.state) {
    case "open":
    case "held":
      return [gate, [block]];
    case "owed":
      return [gate, []];
    case "waiting":
      return [{ state: "waiting", kept: latest(gate.kept, block, GATE_TIMES.preRollMs) }, []];
    case "knocking":
      return block.at <= gate.until ? [gate, [block]] : passGate(AWAY_GATE, block);
    case "away": {
      const kept = latest(gate.kept, block, GATE_TIMES.lastMs);
      const level = meterLevel(rootMeanSquare(int16ToFloat32(block.samples)));
      const [wake, wakes] = wakesAt(gate.wake, level);
      if (!wakes) return [{ state: "away", kept, wake }, []];
      return [{ state: "knocking", until: block.at + GATE_TIMES.knockMs }, kept];
    }
  }
}

/** What was held back and belongs to what follows. */
export function keptOf(gate: Gate): readonly Kept[] {
  return gate.state === "waiting" || gate.state === "away" ? gate.kept : [];
}

function latest(kept: readonly Kept[], block: Kept, ms: number): readonly Kept[] {
  return keepLatest([...kept, block], (ms * MICROPHONE_RATE) / 1000);
}
