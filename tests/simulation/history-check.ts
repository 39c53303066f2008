import type { Message } from "../../shared/protocol/conversation.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { TimedText } from "../../shared/speech/heard-text.ts";
import { heardText } from "../../shared/speech/heard-text.ts";
import type { ListeningClient } from "../../shared/testing/listening-client.ts";
import type { LoudReply } from "../../shared/testing/loud-reply.ts";
import type { ScriptedModels } from "../../testing/scripted-models.ts";
import type { SessionHost } from "../../testing/session-host.ts";
import type { RunRequest, Task } from "../../worker/gateway/run-types.ts";
import type { Checker, FollowedReply } from "./checker.ts";
import type { Plan } from "./plan.ts";
import type { SimulatedLink } from "./simulated-link.ts";
import { CLAUSE_NUMBERS } from "./simulated-models.ts";
import type { ModelDiary } from "./simulated-models.ts";
import type { SimulatedUser } from "./simulated-user.ts";
import { isUnique, plain } from "./vocabulary.ts";

/** Everything that is known at a session's end. */
export interface SessionRecord {
  readonly plan: Plan;
  readonly checker: Checker;
  readonly host: SessionHost;
  readonly client: ListeningClient;
  readonly link: SimulatedLink;
  readonly models: ScriptedModels;
  /** The reply that each model call was made for. */
  readonly owners: ReadonlyMap<number, FollowedReply | undefined>;
  readonly user: SimulatedUser;
  readonly diary: ModelDiary;
}

/** Words that may be one too many or too few where a clause was cut. */
const CUT_WORDS = 1;
/** How long a clause is taken to be that is still being made. */
const SAMPLES_PER_CHARACTER = 1_600;

/** History holds what was heard and what was said, by what really came out of the loudspeaker. */
export function checkHistory(record: SessionRecord): void {
  const { host, client } = record;
  const history = host.history;
  for (const reply of client.replies) {
    checkSound(record, reply);
    checkHeard(
      record,
      reply,
      history.find(({ id }) => id === reply.message),
    );
  }
  checkSaid(record, history);
}

function followedOf({ checker }: SessionRecord, turn: number): FollowedReply | undefined {
  return checker.replies.findLast((one) => one.turn === turn && one.state !== "dropped");
}

/** The reply's clauses: its captions, each with the length of the sound that was made of it. */
function clausesOf({ models }: SessionRecord, reply: LoudReply): TimedText[] {
  return reply.captions.map(({ text, from }, index) => {
    const next = reply.captions[index + 1];
    if (next !== undefined) return { text, from, to: next.from };
    const made = models.calls.filter(
      ({ request }) => request.task === "text-to-speech" && textOf(request) === text,
    );
    // Of a clause that was still being made nobody knows how long it would have become.
    const whole = made.find(({ state }) => state === "finished" || state === "failed");
    return { text, from, to: from + (whole?.samples ?? text.length * SAMPLES_PER_CHARACTER) };
  });
}

function textOf(request: RunRequest<Task>): string {
  return (request as RunRequest<"text-to-speech">).input.text;
}

/** What was heard is what was made, in its order, nothing twice and nothing left out. */
function checkSound(record: SessionRecord, reply: LoudReply): void {
  const { checker, models } = record;
  const fail = (message: string): void =>
    checker.fail("sound without gap or repetition", `turn ${reply.turn}: ${message}`, 0);
  for (const { expected, position } of reply.gaps) fail(`${position} after ${expected}`);
  if (reply.start > 0) return;
  const callOf = (value: number) =>
    models.calls.find(
      ({ number, request }) =>
        request.task === "text-to-speech" && (number % CLAUSE_NUMBERS) + 1 === value,
    );
  let before = -1;
  let last: { readonly text: string; readonly samples: number } | undefined;
  const own = new Set(reply.captions.map(({ text }) => text));
  for (const [index, { value, samples }] of reply.heard.entries()) {
    const call = callOf(value);
    if (call === undefined) return fail("a sound that nobody made");
    const text = textOf(call.request);
    if (own.size > 0 && !own.has(text)) fail(`"${text}" is of another reply`);
    // The isolate keeps the sound of what an agent always says.
    if (isFixed(text)) continue;
    // Another life of the object has the rest of a clause made again.
    const isRest = last?.text === text && checker.goesOn(reply.turn);
    if (call.number <= before && !isRest) fail(`clause ${call.number} after ${before}`);
    before = call.number;
    const heard = isRest ? samples + (last?.samples ?? 0) : samples;
    last = { text, samples: heard };
    const next = reply.heard[index + 1];
    const following = next === undefined ? undefined : callOf(next.value);
    // It stays away where that fails, or comes out shorter than what was heard of the first.
    const isLost =
      checker.goesOn(reply.turn) &&
      models.calls.some(
        ({ request, state, samples: made }) =>
          request.task === "text-to-speech" &&
          textOf(request) === text &&
          (state === "failed" || (state === "finished" && made <= heard)),
      );
    const isLast =
      isLost ||
      next === undefined ||
      (following !== undefined && textOf(following.request) === text);
    if (isLast ? heard > call.samples : heard !== call.samples)
      fail(`${heard} of ${call.samples} samples of clause ${call.number}`);
  }
}

function isFixed(text: string): boolean {
  return /^[A-Z]/.test(text);
}

function checkHeard(record: SessionRecord, reply: LoudReply, message: Message | undefined): void {
  const { checker, link, plan } = record;
  const { turn } = reply;
  const followed = followedOf(record, turn);
  if (followed === undefined || !plan.client.plays) return;
  const fail = (text: string): void =>
    checker.fail("history holds what was heard", `turn ${turn}: ${text}`, 0);
  const clauses = clausesOf(record, reply);
  if (clauses.length === 0) return;
  // What is always said is made again and again: where models fail nobody knows which one was heard.
  const { fails, hangs, cuts } = plan.models;
  if (fails + hangs + cuts > 0 && clauses.some((clause) => isFixed(clause.text))) return;
  const all = clauses.map(({ text }) => text).join(" ");
  const text = message === undefined ? "" : messageText(message);
  // A client that was away doesn't know all that is taken for heard.
  const unknown = (followed.state !== "stopped" || link.isOver) && text.startsWith(all);
  if (!all.startsWith(text) && !unknown) fail(`"${text}" was never said: "${all}"`);
  // What is forgiven: a client that lied, an object that died over it, a listener who never came back.
  if (link.wrongs.has("lie") || link.wrongs.has("takeover")) return;
  if (followed.life !== record.host.lives || followed.state === "committed") return;
  const words = count(text);
  const reported = Math.max(
    0,
    ...link.reports.filter((one) => one.turn === turn).map(({ samples }) => samples),
  );
  const least = count(heardText(clauses, reported));
  const wasPlayed = followed.state === "heard" && reply.played >= reply.received;
  const most = wasPlayed ? count(all) : count(heardText(clauses, reply.played));
  if (words < least - CUT_WORDS)
    fail(
      `${words} words of ${least} that were reported as heard (${followed.state} by ${followed.endedBy})`,
    );
  const assumed = followed.state === "heard" && followed.endedBy !== "played";
  if (words > most + CUT_WORDS && !assumed && !link.isOver && reply.start === 0)
    fail(`${words} words, but ${most} were heard (${followed.state} by ${followed.endedBy})`);
}

function count(text: string): number {
  return text === "" ? 0 : text.split(/\s+/).length;
}

/** Every word of the user is in history once, where nothing stood in its way. */
function checkSaid(record: SessionRecord, history: readonly Message[]): void {
  const { checker, user, plan, link, diary } = record;
  const texts = history.flatMap((message) =>
    message.role === "user" ? [messageText(message)] : [],
  );
  const found = new Map<string, number>();
  for (const word of texts.join(" ").split(/\s+/).filter(isUnique)) {
    const key = plain(word);
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  for (const [word, times] of found)
    if (times > 1) checker.fail("words once", `"${word}" ${times} times`, 0);
  const unusual = plan.steps.some(({ do: what }) =>
    ["type", "interrupt", "turn", "microphone", "lie", "garbage"].includes(what),
  );
  if (unusual || link.wrongs.size > 0 || diary.badEars > 0 || plan.client.turns === "manual")
    return;
  if (plan.agent.turn.sessionMs !== "off" || plan.agent.turn.interruption?.type !== "words") return;
  for (const { words, over } of user.said) {
    if (over) continue;
    for (const word of words.filter(isUnique))
      if (!found.has(plain(word))) checker.fail("no word is lost", `"${word}"`, 0);
  }
}
