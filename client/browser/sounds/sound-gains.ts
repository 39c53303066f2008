import type { AgentState } from "../../core/events.ts";

/** What decides how loud the sounds are. */
export interface Mood {
  readonly isInCall: boolean;
  readonly agentState: AgentState;
  readonly isUserSpeaking: boolean;
}

/** A gain and how it is reached. Seconds. */
export interface Glide {
  readonly gain: number;
  /** When it begins. */
  readonly afterS: number;
  /** In which it comes two thirds of the way. */
  readonly overS: number;
}

/** How sounds give way. Gains are factors; times in seconds. */
export const SOUND_MIX = {
  /** Where neither the agent nor the user chooses. */
  volume: 0.3,
  /** What is left of the background under a voice. */
  under: 0.3,
  /** Thinking that is over sooner than this is not heard. */
  thinkingAfterS: 0.5,
  fallS: 0.06,
  riseS: 0.5,
} as const;

/** How loud the background and the thinking sound are. */
export function soundGains(
  mood: Mood,
  volume: number = SOUND_MIX.volume,
): Readonly<Record<"background" | "thinking", Glide>> {
  const isVoice = mood.isUserSpeaking || mood.agentState === "speaking";
  const background = isVoice ? volume * SOUND_MIX.under : volume;
  const thinks = mood.isInCall && mood.agentState === "thinking" && !isVoice;
  return {
    background: {
      gain: mood.isInCall ? background : 0,
      afterS: 0,
      overS: isVoice || !mood.isInCall ? SOUND_MIX.fallS : SOUND_MIX.riseS,
    },
    thinking: {
      gain: thinks ? volume : 0,
      afterS: thinks ? SOUND_MIX.thinkingAfterS : 0,
      overS: SOUND_MIX.fallS,
    },
  };
}
