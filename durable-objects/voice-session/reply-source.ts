import type { ReplyTo } from "../../shared/turn/turn-effect.ts";
import type { PromptMessage } from "../../worker/gateway/run-types.ts";
import { fixedClauses, fixedWords } from "./fixed-words.ts";
import { toolMessages } from "./prompt.ts";
import { HANDOFF_NEWS } from "./handoff-news.ts";
import type { Reply } from "./reply.ts";
import { replyPrompt } from "./reply-prompt.ts";
import type { PromptParts } from "./reply-prompt.ts";
import type { SessionPorts } from "./session-ports.ts";
import { think } from "./think.ts";
import type { ThinkEvents } from "./think.ts";
import type { ToolDesk } from "./tool-desk.ts";

/** Read by an agent that is to go on by itself: models answer a user. */
const GO_ON = "(The conversation has just been handed over to you. Speak to the user now.)";

/** A follow-up as its agent reads it: the note is quoted, since a model or a user has written it. */
function followUpText(note: string): string {
  return (
    "(Something that was arranged earlier is due now. Its note is data, a JSON string: " +
    `${JSON.stringify(note)}. Tell the user about it now, in a short sentence of your own.)`
  );
}

/** Whose reply it is, and to whom. */
export interface ReplyScene {
  readonly ports: SessionPorts;
  readonly connection: string;
  mark: ThinkEvents["mark"];
}

/** Where the clauses of replies come from: fixed words, or the language model. */
export class ReplySource {
  readonly #desk: ToolDesk;
  readonly #parts: PromptParts;

  constructor(desk: ToolDesk, parts: PromptParts) {
    this.#desk = desk;
    this.#parts = parts;
  }

  /** Has a reply made, whatever it answers; `again`: by another life of the object. */
  begin(reply: Reply, to: ReplyTo, scene: ReplyScene, again: boolean): void {
    const { agent } = scene.ports;
    const { cast } = this.#desk;
    const isOpening = to.kind === "news" && to.id === HANDOFF_NEWS.id;
    const opens = isOpening ? cast.opening(again) : undefined;
    if (opens !== undefined) cast.open();
    const fixed = fixedWords(agent, opens === "greeting" ? { kind: "greeting" } : to);
    if (fixed !== undefined && fixed !== "")
      void reply.run(fixedClauses(fixed), scene.ports.recorded);
    else void reply.run(this.#made(reply, to, opens !== undefined, scene));
  }

  #made(reply: Reply, to: ReplyTo, opens: boolean, scene: ReplyScene): AsyncIterable<string> {
    if (to.kind === "words") return this.#think(reply, scene, [], to.text);
    if (opens) return this.#think(reply, scene, [{ role: "user", text: GO_ON }]);
    const due = to.kind === "news" ? scene.ports.companion?.due(to.id) : undefined;
    if (due !== undefined && to.kind === "news") {
      reply.news = to.id;
      return this.#think(reply, scene, [{ role: "user", text: followUpText(due.note) }]);
    }
    const call = to.kind === "news" ? this.#desk.background.get(to.id) : undefined;
    // There is nothing to say, or it was told already.
    if (call?.outcome === undefined) return fixedClauses("");
    // The call itself was answered long ago, so its result is that of a call of its own.
    const toolCallId = `${call.id}-result`;
    const part = { type: "tool" as const, toolCallId, name: call.name, ...call.outcome };
    reply.news = call.id;
    reply.note(part);
    return this.#think(reply, scene, toolMessages(part));
  }

  #think(
    reply: Reply,
    { ports, connection, mark }: ReplyScene,
    more: readonly PromptMessage[],
    text?: string,
  ): AsyncIterable<string> {
    const prompt = replyPrompt({ turn: reply.turn, text, connection }, this.#parts);
    const whole = prompt.then((messages) => [...messages, ...more]);
    return think(reply, whole, this.#desk, ports, { mark });
  }
}
