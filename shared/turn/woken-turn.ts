import type { AgentSide, Turn, UserSide } from "./turn.ts";
import type { TurnSettings } from "./turn-settings.ts";

/**
 * How long a silence that nobody heard is left to the speaker, in milliseconds: the time in which a
 * client that lost its socket is back, with the sound that it kept meanwhile.
 */
const RETURN_MS = 1_000;

/** A turn as it is stored: all but the settings, which are the agent's, and who ends turns. */
export interface KeptTurn extends Omit<Turn, "settings"> {
  readonly turns: TurnSettings["turns"];
}

/** What of a turn is stored. */
export function keptTurn({ settings, ...turn }: Turn): KeptTurn {
  return { ...turn, turns: settings.turns };
}

/**
 * How a turn goes on when the memory that held it was lost, and whoever was connected with it.
 * `words` are the user's in the turn that was under way, as far as they were known: their sound is
 * lost. `lost`: when that happened, or somewhat before.
 */
export function wokenTurn(
  { turns, ...kept }: KeptTurn,
  words: string,
  settings: TurnSettings,
  { lost, at }: { readonly lost: number; readonly at: number },
): Turn {
  const user = wokenUser(kept.user, words, at);
  const agent = wokenAgent(kept.agent, user, at);
  return {
    ...kept,
    settings: { ...settings, turns },
    microphone: "closed",
    client: kept.client.state === "gone" ? kept.client : { state: "gone", since: lost },
    user,
    agent,
  };
}

function wokenUser(user: UserSide, words: string, at: number): UserSide {
  if (user.state === "quiet" || user.claim.state === "contested") return { state: "quiet" };
  const known = user.state === "settling" && user.transcript.state === "ready";
  const text = known ? user.transcript.text : words;
  if (text === "") return { state: "quiet" };
  const { turn, attempt, claim } = user;
  return {
    state: "settling",
    turn,
    attempt,
    claim,
    pausedAt: at + RETURN_MS,
    sample: user.state === "settling" ? user.sample : 0,
    transcript: { state: "ready", text, overlap: undefined },
    score: undefined,
  };
}

function wokenAgent(agent: AgentSide, user: UserSide, at: number): AgentSide {
  switch (agent.state) {
    case "silent":
      return agent;
    case "speculating":
      return user.state === "settling" && user.turn === agent.turn ? agent : { state: "silent" };
    case "thinking":
      return { ...agent, floor: "has" };
    case "speaking":
      return { ...agent, floor: "has", reportedAt: at };
  }
}
