import { AppError } from "../../shared/errors/app-error.ts";
import type {
  Gateway,
  PromptMessage,
  Run,
  RunRequest,
  Task,
  TaskEvent,
  TaskInput,
} from "../../worker/gateway/run-types.ts";

/** What the models of a scripted conversation do. Each may wait for whatever the test decides. */
export interface Script {
  /** Words of an utterance of so many samples. */
  listen?(samples: number, signal: AbortSignal): Promise<string> | string;
  /** The answer, in deltas, or a tool call. */
  think?(
    messages: readonly PromptMessage[],
    signal: AbortSignal,
  ): AsyncIterable<string | { readonly tool: string; readonly input: string }>;
  /** Samples of a clause's sound. */
  speak?(text: string, signal: AbortSignal): Promise<number> | number;
  /** What is in a picture. */
  see?(image: Uint8Array): Promise<string> | string;
  /** Whether the language model sees by itself. */
  readonly sees?: boolean;
}

/** Models that follow a script instead of weights, behind the gateway's own interface. */
export class ScriptedGateway implements Gateway {
  /** Every request so far. */
  readonly requests: RunRequest<Task>[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  sees(): boolean {
    return this.#script.sees ?? false;
  }

  run<T extends Task>(request: RunRequest<T>): Run<T> {
    this.requests.push(request);
    const signal = request.signal ?? new AbortController().signal;
    const events = this.#events(request.task, request.input, signal);
    return {
      id: `run-${this.requests.length}`,
      model: "scripted/model",
      attempts: () => [],
      [Symbol.asyncIterator]: () => events as AsyncGenerator<TaskEvent[T]>,
    };
  }

  /** The prompts that the language model was to answer. */
  prompts(): readonly (readonly PromptMessage[])[] {
    return this.#texts().flatMap((input) => (isReadOnly(input) ? [] : [input.messages]));
  }

  /** The prompts that it was only to read, while the user was speaking. */
  readAhead(): readonly (readonly PromptMessage[])[] {
    return this.#texts().flatMap((input) => (isReadOnly(input) ? [input.messages] : []));
  }

  #texts(): TaskInput["text"][] {
    return this.requests.flatMap((request) =>
      request.task === "text" ? [request.input as TaskInput["text"]] : [],
    );
  }

  async *#events(task: Task, input: unknown, signal: AbortSignal): AsyncGenerator<unknown> {
    const script = this.#script;
    switch (task) {
      case "speech-to-text": {
        const { samples } = input as TaskInput["speech-to-text"];
        yield { type: "text", text: (await script.listen?.(samples.length, signal)) ?? "hello" };
        break;
      }
      case "text": {
        const { messages } = input as TaskInput["text"];
        if (isReadOnly(input as TaskInput["text"])) break;
        let call = 0;
        for await (const delta of script.think?.(messages, signal) ?? sayHello())
          yield typeof delta === "string"
            ? { type: "text", text: delta }
            : {
                type: "tool-call",
                call: { id: `call-${call++}`, name: delta.tool, input: delta.input },
              };
        break;
      }
      case "text-to-speech": {
        const { text } = input as TaskInput["text-to-speech"];
        const count = (await script.speak?.(text, signal)) ?? 2400;
        yield { type: "audio", samples: new Int16Array(count).fill(1000) };
        break;
      }
      case "image-to-text": {
        const { image } = input as TaskInput["image-to-text"];
        yield { type: "text", text: (await script.see?.(image.data)) ?? "a picture" };
        break;
      }
      case "embedding":
      case "text-to-image":
        throw new AppError("unsupported", `The script does no ${task}.`);
    }
    signal.throwIfAborted();
    yield { type: "finish", reason: "stop", usage: {} };
  }
}

function isReadOnly(input: TaskInput["text"]): boolean {
  return input.maxTokens === 1;
}

async function* sayHello(): AsyncGenerator<string> {
  yield "Hello there.";
}
