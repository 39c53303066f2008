import { LIMITS } from "../../shared/protocol/limits.ts";
import type { ClientToolSpec } from "../../shared/protocol/client-messages.ts";
import type { PlatformSignal } from "./platform.ts";
import { VoiceError } from "./voice-error.ts";

/** What a handler knows besides its input. */
export interface ClientToolContext {
  /** Aborted when the result is not wanted any more: the user interrupted, or the time is over. */
  readonly signal: PlatformSignal;
}

/**
 * A tool that runs here, where the page or the app is. One that the agent declares needs a handler
 * only; any other needs what the model is told: a description and a JSON schema of an object.
 */
export interface ClientTool {
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** It changes nothing, so it may run before the user's turn is surely over. Default false. */
  readonly readOnly?: boolean;
  /**
   * Gives the result: a text, or anything that JSON can hold. What it throws is told to the model by
   * its message. The input was made by a model; the server has checked it against the schema.
   */
  handler(input: never, context: ClientToolContext): unknown;
}

/** The tools of one client. */
export class ClientTools {
  readonly #tools = new Map<string, ClientTool>();
  readonly #changed: (specs: readonly ClientToolSpec[]) => void;

  /** `changed` is told of them whenever they are others. */
  constructor(changed: (specs: readonly ClientToolSpec[]) => void) {
    this.#changed = changed;
  }

  get(name: string): ClientTool | undefined {
    return this.#tools.get(name);
  }

  /** Adds tools; returns what takes them back. @throws VoiceError `bad_input`. */
  add(tools: Readonly<Record<string, ClientTool>>): () => void {
    const added = Object.entries(tools);
    clientToolSpecs(new Map([...this.#tools, ...added]));
    for (const [name, tool] of added) this.#tools.set(name, tool);
    this.#changed(clientToolSpecs(this.#tools));
    return () => {
      for (const [name, tool] of added)
        if (this.#tools.get(name) === tool) this.#tools.delete(name);
      this.#changed(clientToolSpecs(this.#tools));
    };
  }
}

/** What the server is told of the tools. @throws VoiceError `bad_input` naming what is wrong. */
function clientToolSpecs(tools: ReadonlyMap<string, ClientTool>): ClientToolSpec[] {
  if (tools.size > LIMITS.clientTools)
    throw wrong(`A client has ${LIMITS.clientTools} tools at most.`);
  return [...tools].map(([name, { description, parameters, readOnly }]) => {
    if (!/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/.test(name))
      throw wrong(`A tool's name is letters, digits, underscores and hyphens: ${name}`);
    if (description !== undefined && (description === "" || description.length > 1_024))
      throw wrong(`The description of ${name} must have 1 to 1024 characters.`);
    if (JSON.stringify(parameters ?? {}).length > LIMITS.toolParametersLength)
      throw wrong(`The parameters of ${name} are too long.`);
    return {
      name,
      ...(description === undefined ? {} : { description }),
      ...(parameters === undefined ? {} : { parameters }),
      ...(readOnly === undefined ? {} : { readOnly }),
    };
  });
}

function wrong(message: string): VoiceError {
  return new VoiceError("bad_input", message, { stage: "tool" });
}
