import type { ListeningClient } from "../../shared/testing/listening-client.ts";
import type { TokenVoice } from "../../shared/testing/token-audio.ts";
import type { VirtualClock } from "../../shared/testing/virtual-clock.ts";
import type { Plan, Step } from "./plan.ts";
import type { SimulatedLink } from "./simulated-link.ts";

/** How often a user who listens looks up. */
const LOOK_MS = 60;
/** Silence after the last words before the client is put away. */
const LAST_MS = 2_500;

interface Parts {
  readonly clock: VirtualClock;
  readonly plan: Plan;
  readonly client: ListeningClient;
  readonly link: SimulatedLink;
  readonly voice: TokenVoice;
  readonly noise: (ms: number) => Int16Array;
  /** Whether a reply is under way that the user need not hear of yet. */
  readonly isReplying: () => boolean;
}

/** The person at the client, who follows the plan's steps. */
export class SimulatedUser {
  isDone = false;
  /** What was said, and what was going on then. */
  readonly said: {
    readonly words: readonly string[];
    readonly over: boolean;
    readonly open: boolean;
  }[] = [];
  readonly #parts: Parts;
  readonly #steps: Step[];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#steps = [...parts.plan.steps];
  }

  start(): void {
    this.#parts.client.setMicrophone("open");
    this.#after(50);
  }

  #after(ms: number): void {
    this.#parts.clock.schedule(ms, () => this.#next());
  }

  #next(): void {
    const { client, link, voice, noise } = this.#parts;
    const step = link.isOver ? undefined : this.#steps.shift();
    if (step === undefined) return this.#end();
    switch (step.do) {
      case "say": {
        const over = this.#parts.isReplying();
        this.said.push({ words: step.words, over, open: client.microphone === "open" });
        client.hear(...step.words.map((word) => voice.word(word, 120 + word.length * 12)));
        return this.#after(client.soundMs);
      }
      case "wait":
        return this.#after(step.ms);
      case "listen":
        return this.#listen(step.until, step.ms);
      case "noise":
        client.hear(noise(step.ms));
        return this.#after(step.ms);
      case "echo": {
        const reply = client.audible;
        const caption = reply?.captions.findLast(({ from }) => from <= reply.played);
        const words = caption?.text.split(" ").slice(0, step.words) ?? [];
        client.hear(...words.map((word) => voice.word(word)));
        return this.#after(client.soundMs);
      }
      case "type":
        client.say({ type: "text", text: step.text });
        break;
      case "interrupt":
        client.say({ type: "interrupt" });
        break;
      case "turn":
        client.say({ type: "turn", action: step.action });
        break;
      case "microphone":
        client.setMicrophone(step.state);
        break;
      case "lie":
        link.wrongs.add("lie");
        link.up(JSON.stringify(step.message));
        break;
      case "garbage":
        link.wrongs.add("lie");
        link.up(step.data);
        break;
    }
    this.#after(0);
  }

  #listen(until: "audible" | "silent", ms: number): void {
    const isAudible = this.#parts.client.audible?.isWaiting === false;
    if (ms <= 0 || isAudible === (until === "audible")) return this.#after(0);
    this.#parts.clock.schedule(LOOK_MS, () => this.#listen(until, ms - LOOK_MS));
  }

  #end(): void {
    const { clock, plan, client, link } = this.#parts;
    clock.schedule(LAST_MS, () => {
      if (link.isOver) client.setMicrophone("closed");
      if (plan.ending === "closes the microphone") client.setMicrophone("closed");
      if (plan.ending === "leaves") {
        client.setMicrophone("closed");
        link.leave();
      }
      // A microphone that stays open would keep the clock going where nobody ever ends the talk.
      const goesOn = plan.agent.turn.awayMs === "off" || plan.client.turns === "manual";
      if (goesOn) client.setMicrophone("closed");
      this.isDone = true;
    });
  }
}
