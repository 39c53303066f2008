import { AppError } from "../../../shared/errors/app-error.ts";
import type { ErrorCode } from "../../../shared/errors/error-codes.ts";
import type { RunEvent } from "../race-state.ts";
import type { RunError } from "../run-error.ts";
import { settled } from "./counted-clock.ts";
import type { Act, ScriptedRace, ScriptedRaceOptions } from "./scripted-race.ts";
import { scriptedRace } from "./scripted-race.ts";

/** An upstream gives a word, after 10 ms where nothing else is said. */
export const text = (word: string, after = 10): Act => ({
  after,
  event: { type: "text", text: word },
});

export const thought = (after = 10): Act => ({ after, event: { type: "reasoning", text: "hm" } });

export const finish: Act = { after: 10, event: { type: "finish", reason: "stop", usage: {} } };

export const fails = (code: ErrorCode, after = 10, options = {}): Act => ({
  after,
  error: new AppError(code, `It says ${code}.`, options),
});

/** A whole answer. */
export const say = (...words: readonly string[]): readonly Act[] => [
  ...words.map((word) => text(word)),
  finish,
];

/** A race of three candidates whose calls play these acts, in the order in which they begin. */
export function raceOf(
  plays: readonly (readonly Act[])[],
  options: Partial<ScriptedRaceOptions> = {},
): ScriptedRace {
  return scriptedRace({
    candidates: [{ name: "a/m" }, { name: "b/m" }, { name: "c/m" }],
    play: (lane) => ({ acts: plays[lane.id] ?? [] }),
    ...options,
  });
}

/** What a reader got. */
export interface Reading {
  readonly events: RunEvent[];
  error: RunError | undefined;
  done: boolean;
}

/** Reads a race to its end, or until a time, while virtual time passes. */
export async function run({ race, clock }: ScriptedRace, untilMs = Infinity): Promise<Reading> {
  const reading: Reading = { events: [], error: undefined, done: false };
  const read = async (): Promise<void> => {
    for await (const event of race) reading.events.push(event);
  };
  void read()
    .catch((error: unknown) => (reading.error = error as RunError))
    .finally(() => (reading.done = true));
  await settled();
  while (!reading.done && clock.now() < untilMs && clock.toNext()) await settled();
  return reading;
}

/** The text that a reader got. */
export function said({ events }: Reading): string {
  return events.map((event) => (event.type === "text" ? event.text : "")).join("");
}

/** Each call as "kind candidate status". */
export function kinds({ calls }: ScriptedRace): string[] {
  return calls.map(({ lane, endings }) => `${lane.kind} ${lane.candidate} ${endings[0]?.status}`);
}
