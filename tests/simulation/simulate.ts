import { ListeningClient } from "../../shared/testing/listening-client.ts";
import { createTokenVoice, noise } from "../../shared/testing/token-audio.ts";
import { createVirtualClock } from "../../shared/testing/virtual-clock.ts";
import { ScriptedModels } from "../../testing/scripted-models.ts";
import { SessionHost } from "../../testing/session-host.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { seededRandom } from "../../shared/testing/seeded-random.ts";
import { Checker } from "./checker.ts";
import type { Violation } from "./checker.ts";
import { checkHistory } from "./history-check.ts";
import type { Plan } from "./plan.ts";
import { SimulatedLink } from "./simulated-link.ts";
import { simulatedModels, simulatedTools } from "./simulated-models.ts";
import { SimulatedUser } from "./simulated-user.ts";
import { Trace } from "./trace.ts";

/** Virtual time within which a session comes to rest once nobody says anything any more. */
const REST_MS = 900_000;
/** Steps of the clock that no session needs. */
const MOST_STEPS = 200_000;
const START = 1_800_000_000_000;

/** What came of one session. */
export interface Outcome {
  readonly violations: readonly Violation[];
  readonly events: number;
  /** How often each thing happened. */
  readonly reached: Readonly<Record<string, number>>;
  /** SHA-256 of everything that happened; absent where no trace was asked for. */
  readonly hash?: string;
  readonly lines?: readonly string[];
}

/** Plays a whole session in virtual time and checks it. */
export async function simulate(plan: Plan, { traces = false } = {}): Promise<Outcome> {
  const clock = createVirtualClock(START);
  const random = seededRandom(plan.seed ^ 0x5bd1e995);
  const trace = traces ? new Trace(START) : undefined;
  const voice = createTokenVoice();
  const client = new ListeningClient({ clock, ...plan.client });
  const checker = new Checker(
    ({ rule, message, at }) => trace?.line(at === 0 ? clock.now() : at, `!!! ${rule}: ${message}`),
    () => Math.max(0, ...client.replies.map(({ turn }) => turn)),
  );
  const diary = { badEars: 0, tools: 0 };
  const ran = new Set<string>();
  const owners = new Map<number, Checker["open"]>();
  const script = simulatedModels(plan.seed, plan.models, voice, diary);
  const models = new ScriptedModels(
    clock,
    (call) => {
      owners.set(call.number, checker.open);
      return script(call);
    },
    0.001,
  );
  const callers = new Map<string, Checker["open"]>();
  const agent: AgentDefinition = {
    ...{ name: "simulated", title: "Simulated", instructions: "Talk." },
    ...(plan.agent.greeting ? { greeting: "Hello there. I am listening." } : {}),
    turn: plan.agent.turn,
    tools: simulatedTools(
      plan.seed,
      plan.models,
      clock,
      () => host.epoch,
      (name, id) => {
        const now = clock.now();
        if (name === "look") return;
        const open = checker.open;
        if (ran.has(id)) checker.fail("a writing tool runs once", id, now);
        ran.add(id);
        callers.set(id, open);
        if (open?.state !== "committed")
          checker.fail("a writing tool waits for the commit", `${id}: ${open?.state}`, now);
      },
    ),
  };
  const host = new SessionHost({
    clock,
    agent,
    gateway: models,
    readsAhead: plan.agent.readsAhead,
    contextTokens: plan.agent.contextTokens,
    ...(plan.storageMs === 0 ? {} : { storageMs: () => random() * plan.storageMs }),
    ...(plan.timerLateMs === 0 ? {} : { timerLateMs: () => random() * plan.timerLateMs }),
    watch: {
      note(fact, at) {
        checker.note(fact, at);
        trace?.note(fact, at);
        if (fact.type === "event") link.happened(checker.events);
      },
      send(socket, data) {
        checker.sent(socket, data, plan.client.plays, clock.now());
        trace?.sent(socket, data, clock.now());
      },
    },
  });
  const link = new SimulatedLink({
    ...{ clock, plan, host, client, models, random },
    heard: (text) => trace?.line(clock.now(), text),
  });
  const user = new SimulatedUser({
    ...{ clock, plan, client, link, voice, noise },
    isReplying: () => checker.open?.state === "committed",
  });
  link.connect();
  user.start();
  let steps = 0;
  let restBy = Infinity;
  await settled();
  for (;;) {
    if (user.isDone && restBy === Infinity) restBy = clock.now() + REST_MS;
    const { next } = clock;
    if (next === undefined) break;
    if (next > restBy || ++steps > MOST_STEPS) {
      checker.fail("comes to rest", `${clock.pending} timers, ${steps} steps`, clock.now());
      break;
    }
    clock.step();
    await settled();
    if (checker.violations.length > 20) break;
  }
  await settled();
  checkRest();
  checkHistory({ plan, checker, host, client, link, models, owners, user, diary });
  host.close();
  client.close();
  const { violations, events } = checker;
  for (const wrong of link.wrongs) checker.reach(wrong);
  const reached = Object.fromEntries(checker.reached);
  return { violations, events, reached, ...(trace === undefined ? {} : trace.result()) };

  function checkRest(): void {
    const now = clock.now();
    const { user: side, agent: speaker, client: audience, silence } = checker.turn;
    const waits = audience.state === "gone" && speaker.state === "speaking";
    if (host.interpreter !== undefined && silence.state !== "ended") {
      if (side.state !== "quiet") checker.fail("no stuck state", `the user is ${side.state}`, now);
      if (speaker.state !== "silent" && !waits)
        checker.fail("no stuck state", `the agent is ${speaker.state}`, now);
    }
    if (host.timers > 0) checker.fail("every timer ends", `${host.timers} wait`, now);
    for (const call of models.calls)
      if (call.state === "running")
        checker.fail("every run ends", `${call.request.task} ${call.number}`, now);
    const held = link.socket === undefined ? undefined : checker.heldOn(link.socket);
    if (held !== undefined && !waits) checker.fail("a hold ends", `turn ${held}`, now);
    if (host.lives <= 1 && checker.wastes !== checker.drops)
      checker.fail("waste is counted once", `${checker.wastes} of ${checker.drops}`, now);
  }
}

/** Resolves when every promise that can go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
