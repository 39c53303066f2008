import { CONVERSATION } from "../../shared/audio/voice-activity.ts";
import type { VoiceActivitySettings } from "../../shared/audio/voice-activity.ts";
import type { TurnSettings } from "../../shared/turn/turn-settings.ts";
import { TURN_SETTINGS } from "../../shared/turn/turn-settings.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";

/** How an agent takes turns. */
export function turnSettingsOf({ turn = {} }: AgentDefinition): TurnSettings {
  const { pauseMs: _, ...chosen } = turn;
  const { endMs = TURN_SETTINGS.endMs } = chosen;
  const minMs = Math.min(TURN_SETTINGS.minMs, endMs);
  return { ...TURN_SETTINGS, minMs, maxMs: Math.max(TURN_SETTINGS.maxMs, endMs), ...chosen };
}

/** How an agent tells speech from silence. */
export function voiceActivityOf({ turn }: AgentDefinition): VoiceActivitySettings {
  const pauseMs = turn?.pauseMs ?? CONVERSATION.pauseMs;
  return { ...CONVERSATION, pauseMs, endMs: Math.max(pauseMs, CONVERSATION.endMs) };
}
