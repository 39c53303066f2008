import { Caller } from "./caller.ts";
import { sessionName } from "./script.ts";
import type { ScriptName } from "./script.ts";
import { benchSpeech } from "./speech.ts";
import type { VoiceStand } from "./stand.ts";
import { talk } from "./talk.ts";
import type { TalkedTurn } from "./talk.ts";
import type { Contender } from "./voice-worker.ts";

/** When a provider is sure of the end, in milliseconds after the last sound. */
export const PROVIDER_END_MS = {
  /** As soon as Parley's own turn machine after complete words. */
  asOurs: 320,
  /** The quickest that is published at 5 % false cut-offs: LiveKit's. */
  quickest: 543,
  /** The same of Deepgram's Flux, which agents/voice brings. */
  flux: 1_151,
} as const;
export type ProviderEnd = keyof typeof PROVIDER_END_MS;

/** Who is measured: Parley by its recognizer, agents/voice by its provider's end. */
export type VoiceCase = "realistic" | "batch" | ProviderEnd;

const CASES: readonly { name: VoiceCase; contender: Contender; script: ScriptName }[] = [
  { name: "realistic", contender: "parley", script: "realistic" },
  { name: "batch", contender: "parley", script: "batch" },
  { name: "asOurs", contender: "agents", script: "realistic" },
  { name: "quickest", contender: "agents", script: "realistic" },
  { name: "flux", contender: "agents", script: "realistic" },
];

/** How often each session hears the sentence; the first time its code is compiled, and not counted. */
const TURNS = 4;
/** Sessions of each case. */
const SESSIONS = 2;

/** Times in milliseconds of each case, and how many turns were answered too early or not at all. */
export interface VoiceToVoice {
  readonly samples: Readonly<Record<VoiceCase, readonly number[]>>;
  readonly lost: Readonly<Record<VoiceCase, number>>;
}

/**
 * From the user's last sound to the first sound of the answer at the client: everybody at the same
 * time, so that what slows the machine slows all.
 */
export async function measureVoiceToVoice(
  { running }: VoiceStand,
  round: number,
): Promise<VoiceToVoice> {
  const results = await Promise.all(
    CASES.map(async ({ name, contender, script }) => {
      const speech = benchSpeech(
        name in PROVIDER_END_MS ? PROVIDER_END_MS[name as ProviderEnd] : 0,
      );
      const turns = await Promise.all(
        Array.from({ length: SESSIONS }, async (_, index) => {
          const id = `voice${round}.${name}.${index}`;
          const caller = await Caller.connect(
            running[contender],
            sessionName(script, speech.plan, id),
          );
          try {
            const talked = await talk(caller, speech, TURNS);
            caller.expectNoProblems();
            return talked.slice(1);
          } finally {
            caller.close();
          }
        }),
      );
      return [name, turns.flat()] as const;
    }),
  );
  const each = <T>(of: (turns: readonly TalkedTurn[]) => T): Record<VoiceCase, T> =>
    Object.fromEntries(results.map(([name, turns]) => [name, of(turns)])) as Record<VoiceCase, T>;
  return {
    samples: each((turns) => turns.flatMap(({ voiceToVoiceMs }) => voiceToVoiceMs ?? [])),
    lost: each(
      (turns) => turns.filter(({ voiceToVoiceMs }) => voiceToVoiceMs === undefined).length,
    ),
  };
}
