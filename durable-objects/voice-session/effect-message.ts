import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { TurnEffect } from "../../shared/turn/turn-effect.ts";

/** What the client is told of an effect; undefined where it is told nothing, or by who carries it out. */
export function effectMessage(effect: TurnEffect): ServerMessage | undefined {
  switch (effect.type) {
    case "speech-started":
      return { type: "speech-start", turn: effect.turn, at: effect.sample };
    case "speech-ended":
      return { type: "speech-end", turn: effect.turn, at: effect.sample };
    case "nothing-said":
      return { type: "interim", turn: effect.turn, text: "" };
    case "flush":
      return { type: "flush", turn: effect.turn };
    case "away":
      return { type: "presence", state: "away" };
    case "back":
      return { type: "presence", state: "here" };
    case "end":
      return { type: "ended", reason: effect.reason };
    default:
      return undefined;
  }
}
