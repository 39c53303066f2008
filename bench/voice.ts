import { cpus } from "node:os";
import { roundOrder } from "./gateway/statistics.ts";
import { measureCpu } from "./voice/measure-cpu.ts";
import type { Load } from "./voice/measure-cpu.ts";
import { INSTANT, measureFirstAudio } from "./voice/measure-first-audio.ts";
import { IDLE_SESSIONS, measureIdle } from "./voice/measure-idle.ts";
import { measureInterruption } from "./voice/measure-interruption.ts";
import { measureVoiceToVoice } from "./voice/measure-voice-to-voice.ts";
import { sileroMsPerSecond } from "./voice/silero-cost.ts";
import { startVoiceStand } from "./voice/stand.ts";
import type { VoiceStand } from "./voice/stand.ts";
import { voiceReport } from "./voice/voice-report.ts";
import type { VoiceReport, VoiceRound } from "./voice/voice-report.ts";

const PAIR = ["parley", "agents"] as const;
/** All talk at once. */
const TALKING: Load = { sessions: 50, talking: 50, turns: 2 };
/** One of ten talks: few for longer, since CPU time is told in hundredths of a second. */
const FEW: Load = { sessions: 10, talking: 1, turns: 4 };
const MANY: Load = { sessions: 500, talking: 50, turns: 2 };

/**
 * Measures Parley beside agents/voice and a bare object: each in a workerd of its own, with the same
 * scripted models inside, in `rounds` interleaved rounds. `progress` gets a line per part.
 * @throws Failure when something does not start, or does not answer as it should.
 */
export async function measureVoice(
  rounds: number,
  progress: (line: string) => void,
): Promise<VoiceReport> {
  progress("Starting …");
  const stand = await startVoiceStand();
  try {
    progress("Memory of idle sessions …");
    const idle = {
      bare: await measureIdle(stand, "bare"),
      parley: await measureIdle(stand, "parley"),
      agents: await measureIdle(stand, "agents"),
    };
    const measured: VoiceRound[] = [];
    for (let round = 0; round < rounds; round++)
      measured.push(
        await measureRound(stand, round, (part) =>
          progress(`Round ${round + 1} of ${rounds}: ${part} …`),
        ),
      );
    return voiceReport(
      { rounds: measured, idle, sileroMsPerSecond: sileroMsPerSecond() },
      {
        versions: stand.versions,
        machine: machine(),
        loads: {
          cpuSessions: TALKING.sessions,
          fewSessions: FEW.sessions,
          manySessions: MANY.sessions,
          talkingShare: FEW.talking / FEW.sessions,
          idleSessions: IDLE_SESSIONS,
        },
      },
    );
  } finally {
    await stand.stop();
  }
}

async function measureRound(
  stand: VoiceStand,
  round: number,
  progress: (part: string) => void,
): Promise<VoiceRound> {
  progress("voice to voice");
  const voiceToVoice = await measureVoiceToVoice(stand, round);
  progress("first audio");
  const firstAudio = {
    s1: await instant(stand, 1, round),
    s10: await instant(stand, 10, round),
    s50: await instant(stand, 50, round),
  };
  progress("interruptions");
  const lastAudio = await both(round, (name) => measureInterruption(stand, name, round));
  progress(`CPU, ${TALKING.sessions} sessions talk`);
  const cpu = await both(round, (name) => measureCpu(stand, name, TALKING, round));
  progress(`CPU, ${FEW.sessions} sessions`);
  const few = await measureCpu(stand, "parley", FEW, round);
  progress(`CPU, ${MANY.sessions} sessions`);
  const many = await measureCpu(stand, "parley", MANY, round);
  return { voiceToVoice, firstAudio, lastAudio, cpu, few, many };
}

async function instant(
  stand: VoiceStand,
  sessions: number,
  round: number,
): Promise<VoiceRound["firstAudio"]["s1"]> {
  return byName(roundOrder(INSTANT, round), (name) =>
    measureFirstAudio(stand, name, sessions, round),
  );
}

function both<T>(
  round: number,
  measure: (name: (typeof PAIR)[number]) => Promise<T>,
): Promise<Readonly<Record<(typeof PAIR)[number], T>>> {
  return byName(roundOrder(PAIR, round), measure);
}

/** One after the other. */
async function byName<Name extends string, T>(
  names: readonly Name[],
  measure: (name: Name) => Promise<T>,
): Promise<Readonly<Record<Name, T>>> {
  const results: [Name, T][] = [];
  for (const name of names) results.push([name, await measure(name)]);
  return Object.fromEntries(results) as Record<Name, T>;
}

function machine(): string {
  const cores = cpus();
  return `${cores.length} × ${cores[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}`;
}
