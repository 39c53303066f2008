import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import type { TokenVoice } from "../../shared/testing/token-audio.ts";
import type { VirtualClock } from "../../shared/testing/virtual-clock.ts";
import type { ModelAct, ModelCall, ModelScript } from "../../testing/scripted-models.ts";
import { wait } from "../../testing/wait.ts";
import type { ServerTool } from "../../worker/agents/agent-definition.ts";
import { seededRandom } from "../../shared/testing/seeded-random.ts";
import type { RunRequest } from "../../worker/gateway/run-types.ts";
import type { ModelHabits } from "./plan.ts";
import { uniqueWord } from "./vocabulary.ts";

/** The gateway gives up on a model that says nothing. */
const HANG_MS = 20_000;
/** Numbers of the agent's words begin far above the user's. */
const AGENT_WORDS = 20_000;
/** Samples of a reply are the number of the call that made them, from 1. */
export const CLAUSE_NUMBERS = 30_000;

/** What the models have done that a check must know. */
export interface ModelDiary {
  /** Transcriptions that failed or were wrong. */
  badEars: number;
  /** Tool calls, as the model made them. */
  tools: number;
}

/** Models whose every call follows from the seed and the call's own number. */
export function simulatedModels(
  seed: number,
  habits: ModelHabits,
  voice: TokenVoice,
  diary: ModelDiary,
): ModelScript {
  return (call) => {
    const random = seededRandom(seed * 7_919 + call.number * 104_729);
    const { task } = call.request;
    if (task === "speech-to-text") {
      const acts = listen(call as ModelCall<"speech-to-text">, habits, voice, random, diary);
      return acts;
    }
    if (task === "text") return think(call as ModelCall<"text">, habits, random, diary);
    return speak(call as ModelCall<"text-to-speech">, habits, random);
  };
}

type Random = () => number;
/** A tool that only looks, one that writes, and one that takes its time in the background. */
type ToolName = "look" | "order" | "brew";

const TOOLS: readonly ToolName[] = ["look", "order", "look", "order", "brew"];

const FINISH = { type: "finish", reason: "stop", usage: {} } as const;

function broken(): AppError {
  return new AppError("model_failed", "It failed.");
}

/** Milliseconds until a model's first word; a failing or hanging model's error. */
function start(habits: ModelHabits, random: Random, usualMs: number): { after: number } | ModelAct {
  const kind = random();
  const usual = usualMs * (0.3 + random() * 1.4);
  if (kind < habits.fails) return { after: usual, error: broken() };
  if (kind < habits.fails + habits.hangs)
    return { after: HANG_MS, error: new AppError("timeout", "It said nothing.") };
  return { after: random() < habits.slow ? usual * (3 + random() * 12) : usual };
}

function listen(
  { request }: ModelCall<"speech-to-text">,
  habits: ModelHabits,
  voice: TokenVoice,
  random: Random,
  diary: ModelDiary,
): ModelAct[] {
  const first = start(habits, random, 90);
  if ("error" in first) {
    diary.badEars++;
    return [first];
  }
  const words = voice.words(request.input.samples);
  const isWrong = random() < habits.wrong;
  if (isWrong) diary.badEars++;
  const text = isWrong ? words.slice(1).join(" ") : words.join(" ");
  return [{ ...first, event: { type: "text", text } } as ModelAct, { after: 0, event: FINISH }];
}

function think(
  { request, number }: ModelCall<"text">,
  habits: ModelHabits,
  random: Random,
  diary: ModelDiary,
): ModelAct[] {
  const first = start(habits, random, 300);
  if ("error" in first) return [first];
  const { after } = first;
  const { tools = [] } = (request as RunRequest<"text">).input;
  const acts: ModelAct[] = [];
  if (tools.length > 0 && random() < habits.tools) {
    const count = 1 + Math.floor(random() * 2);
    for (let made = 0; made < count; made++) {
      const id = `call-${++diary.tools}`;
      const name = TOOLS[Math.floor(random() * TOOLS.length)] ?? "look";
      const call = { id, name, input: JSON.stringify({ id }) };
      acts.push({ after: acts.length === 0 ? after : 20, event: { type: "tool-call", call } });
    }
    if (random() < 0.7) return [...acts, { after: 5, event: FINISH }];
  }
  if (random() < habits.empty) return [...acts, { after, event: FINISH }];
  const cutsAt = random() < habits.cuts ? Math.floor(random() * 12) : Infinity;
  const pace = random() < habits.slow ? 400 : 25;
  const sentences = 1 + Math.floor(random() * 3);
  let word = AGENT_WORDS + number * 40;
  for (let sentence = 0; sentence < sentences; sentence++) {
    const count = 1 + Math.floor(random() * 7);
    for (let at = 0; at < count; at++) {
      if (acts.length >= cutsAt) return [...acts, { after: 30, error: broken() }];
      const mark = at < count - 1 ? " " : random() < 0.15 ? "? " : ". ";
      const text = `${uniqueWord(word++, "agent")}${mark}`;
      acts.push({
        after: acts.length === 0 ? after : random() * pace,
        event: { type: "text", text },
      });
    }
  }
  return [...acts, { after: 5, event: FINISH }];
}

function speak(
  { request, number }: ModelCall<"text-to-speech">,
  habits: ModelHabits,
  random: Random,
): ModelAct[] {
  const first = start(habits, random, 120);
  if ("error" in first) return [first];
  const length = request.input.text.length * Math.round(500 + random() * 700);
  const value = (number % CLAUSE_NUMBERS) + 1;
  // How much faster than it is played; a slow one is slower than that.
  const speed = random() < habits.slow ? 0.6 + random() : 2 + random() * 18;
  const cutsAt = random() < habits.cuts ? random() * length : Infinity;
  const acts: ModelAct[] = [];
  for (let made = 0; made < length;) {
    const count = Math.min(length - made, 1_200 + Math.floor(random() * 9_600));
    if (made + count > cutsAt) return [...acts, { after: 20, error: broken() }];
    const samples = new Int16Array(count).fill(value);
    const after = made === 0 ? first.after : count / 24 / speed;
    acts.push({ after, event: { type: "audio", samples } });
    made += count;
  }
  return [...acts, { after: 0, event: FINISH }];
}

/** The tools; `ran` is told each call. */
export function simulatedTools(
  seed: number,
  habits: ModelHabits,
  clock: VirtualClock,
  life: () => number,
  ran: (tool: ToolName, id: string) => void,
): Record<string, ServerTool> {
  const tool = (name: ToolName, readOnly: boolean): ServerTool => ({
    description: name,
    input: z.object({ id: z.string() }) as z.ZodType<unknown>,
    readOnly,
    background: name === "brew",
    async run(input, { signal }) {
      const { id } = input as { id: string };
      ran(name, id);
      const random = seededRandom(seed * 31 + Number(id.slice(5)));
      const kind = random();
      const isBad = kind < habits.badTools;
      const born = life();
      await wait(
        clock.schedule,
        isBad && kind < habits.badTools / 2 ? 18_000 : random() * 800,
        signal,
      );
      // A tool goes on with its object only.
      if (life() !== born) return new Promise(() => undefined);
      if (isBad) throw broken();
      return "done";
    },
  });
  return { look: tool("look", true), order: tool("order", false), brew: tool("brew", false) };
}
