import { AppError } from "../../shared/errors/app-error.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";
import type { VirtualClock } from "../../shared/testing/virtual-clock.ts";
import type {
  Gateway,
  Run,
  RunRequest,
  Task,
  TaskEvent,
  TaskInput,
} from "../../worker/gateway/run-types.ts";
import { ANSWER } from "./corpus.ts";

/**
 * How long the embedded recognizer takes on a quiet machine (docs/decisions): so long on the clock of
 * the session, however long it takes this machine now.
 */
const LISTEN_MS = 120;
const THINK_MS = 200;
const SPEAK_MS = 100;
/** Speech models make sound about so much faster than it is played. */
const SPEED = 20;
const CHUNK = 4_800;

/**
 * The models of a session on a virtual clock: the embedded recognizer and voice themselves, with
 * delays that don't depend on the machine, and a language model that always gives the same answer.
 */
export class BenchModels implements Gateway {
  readonly #clock: VirtualClock;
  readonly #models: Gateway;
  readonly #voice: Map<string, Promise<Int16Array>>;
  readonly #answer: readonly string[];
  #pending = 0;
  #idle = Promise.withResolvers<void>();

  /** @param voice what the agent's voice has said before, for all sessions. */
  constructor(
    clock: VirtualClock,
    models: Gateway,
    voice: Map<string, Promise<Int16Array>>,
    answer: readonly string[] = ANSWER,
  ) {
    this.#clock = clock;
    this.#models = models;
    this.#voice = voice;
    this.#answer = answer;
  }

  sees(): boolean {
    return false;
  }

  /** Resolves when no model works any more that the session's time must wait for. */
  async idle(): Promise<void> {
    while (this.#pending > 0) await this.#idle.promise;
  }

  run<T extends Task>(request: RunRequest<T>): Run<T> {
    const events = this.#events(request) as AsyncGenerator<TaskEvent[T]>;
    return {
      id: "run",
      model: "bench/model",
      attempts: () => [],
      [Symbol.asyncIterator]: () => events,
    };
  }

  async *#events({ task, input, signal }: RunRequest<Task>): AsyncGenerator<unknown> {
    const startedAt = this.#clock.now();
    switch (task) {
      case "speech-to-text": {
        const { samples, rate } = input as TaskInput["speech-to-text"];
        const words = await this.#work(() => this.#listen(samples, rate));
        await this.#until(startedAt + LISTEN_MS, signal);
        yield { type: "text", text: words };
        break;
      }
      case "text":
        await this.#until(startedAt + THINK_MS, signal);
        for (const clause of this.#answer) yield { type: "text", text: `${clause} ` };
        break;
      case "text-to-speech": {
        const { text } = input as TaskInput["text-to-speech"];
        const sound = await this.#work(() => this.say(text));
        await this.#until(startedAt + SPEAK_MS, signal);
        for (let at = 0; at < sound.length; at += CHUNK) {
          yield { type: "audio", samples: sound.slice(at, at + CHUNK) };
          await this.#until(this.#clock.now() + CHUNK / 24 / SPEED, signal);
        }
        break;
      }
      default:
        throw new AppError("unsupported", `There is no ${task} here.`);
    }
    yield { type: "finish", reason: "stop", usage: {} };
  }

  /** The agent's voice; the same words sound the same each time. */
  say(text: string): Promise<Int16Array> {
    let sound = this.#voice.get(text);
    if (sound === undefined) {
      sound = spoken(this.#models, text);
      this.#voice.set(text, sound);
    }
    return sound;
  }

  /** What the recognizer hears in the agent's own sound. */
  transcribe(sound: Int16Array): Promise<string> {
    return this.#listen(sound, REPLY_RATE);
  }

  async #listen(samples: Int16Array, rate: number): Promise<string> {
    let text = "";
    for await (const event of this.#models.run({
      task: "speech-to-text",
      input: { samples, rate },
    }))
      if (event.type === "text") text += event.text;
    return text;
  }

  /** Real work, during which the session's time stands still. */
  async #work<T>(work: () => Promise<T>): Promise<T> {
    this.#pending++;
    try {
      return await work();
    } finally {
      this.#pending--;
      if (this.#pending === 0) {
        this.#idle.resolve();
        this.#idle = Promise.withResolvers();
      }
    }
  }

  #until(at: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(AppError.from(signal?.reason));
      };
      const cancel = this.#clock.schedule(Math.max(0, at - this.#clock.now()), () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      });
      if (signal?.aborted === true) return abort();
      signal?.addEventListener("abort", abort, { once: true });
    });
  }
}

/** Words as a voice says them, at REPLY_RATE. */
export async function spoken(models: Gateway, text: string, voice?: string): Promise<Int16Array> {
  const chunks: Int16Array[] = [];
  for await (const event of models.run({
    task: "text-to-speech",
    input: { text, ...(voice === undefined ? {} : { voice }) },
  }))
    if (event.type === "audio") chunks.push(event.samples);
  const whole = new Int16Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
