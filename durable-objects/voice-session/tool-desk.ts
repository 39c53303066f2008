import { AppError } from "../../shared/errors/app-error.ts";
import type { ClientToolSpec } from "../../shared/protocol/client-messages.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { HANDOFF_PREFIX } from "../../worker/agents/handoff-tool.ts";
import { BackgroundCalls } from "./background-calls.ts";
import type { Cast } from "./cast.ts";
import { ClientQuestions } from "./client-questions.ts";
import { errorEvent } from "./error-event.ts";
import { nextFiller } from "./filler.ts";
import type { Reply } from "./reply.ts";
import { HANDOFF_NEWS } from "./handoff-news.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";
import { toolset } from "./toolset.ts";
import type { Offer } from "./toolset.ts";

/** Everything about tools that outlives a reply. */
export class ToolDesk {
  readonly questions: ClientQuestions;
  readonly background: BackgroundCalls;
  readonly cast: Cast;
  readonly #ports: SessionPorts;
  readonly #store: ConversationStore;
  readonly #ready: (news: string) => void;
  #client: readonly ClientToolSpec[];
  #lastFiller: string | undefined;
  #isAwake = false;
  readonly #stop = new AbortController();

  /** `ready` is told of news: an outcome of a tool in the background, or another agent. */
  constructor(
    ports: SessionPorts,
    store: ConversationStore,
    cast: Cast,
    ready: (id: string) => void,
  ) {
    this.questions = new ClientQuestions(ports);
    this.background = new BackgroundCalls(ports, store, { ready, stopped: this.#stop.signal });
    this.cast = cast;
    this.#ports = ports;
    this.#store = store;
    this.#ready = ready;
    this.#client = JSON.parse(store.fact("client-tools") ?? "[]") as ClientToolSpec[];
  }

  /** Aborted when the conversation is given up. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** The conversation is given up: nothing that runs is waited for. */
  stop(): void {
    this.#stop.abort(new AppError("aborted", "The conversation is over."));
  }

  /** Somebody is there: what was left to be said before an eviction is said now, once. */
  wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    if (this.cast.opening() !== undefined) this.#ready(HANDOFF_NEWS.id);
    this.background.wake();
  }

  /** What an agent's model may call now. */
  offers(agent: AgentDefinition): readonly Offer[] {
    const more = this.#ports.companion?.offers();
    return toolset(agent, this.#client, (name) => this.cast.named(name).title, more);
  }

  /**
   * The client says which tools it runs; those before are forgotten. It is told which of them can't
   * be had.
   */
  register(specs: readonly ClientToolSpec[]): void {
    const { agent } = this.cast.part;
    const errors = specs.map((spec, index) => refusal(spec, index, specs, agent));
    this.#client = specs.filter((_, index) => errors[index] === undefined);
    const text = this.#client.length === 0 ? undefined : JSON.stringify(this.#client);
    if (this.#store.fact("client-tools") !== text) this.#store.setFact("client-tools", text);
    for (const error of errors) if (error !== undefined) this.#ports.send(errorEvent(error));
  }

  /** History holds what a reply has told. */
  told({ news }: Reply): void {
    if (news === undefined) return;
    this.background.told(news);
    this.#ports.companion?.told(news);
  }

  /** What to say now while a tool runs; undefined: nothing. */
  filler(fillers: readonly string[]): string | undefined {
    this.#lastFiller = nextFiller(fillers, this.#lastFiller);
    return this.#lastFiller;
  }
}

function refusal(
  { name, parameters }: ClientToolSpec,
  index: number,
  all: readonly ClientToolSpec[],
  agent: AgentDefinition,
): AppError | undefined {
  const refuse = (message: string, field: string): AppError =>
    new AppError("bad_input", message, { field: `tools.${index}.${field}` });
  const own = Object.hasOwn(agent.tools ?? {}, name) ? agent.tools?.[name] : undefined;
  if ((own !== undefined && !("runs" in own)) || name.startsWith(HANDOFF_PREFIX))
    return refuse(`The agent has a tool named ${name} already.`, "name");
  if (own === undefined && agent.clientTools === "declared")
    return refuse(`The agent knows no tool named ${name}, and takes only those.`, "name");
  if (all.findIndex((one) => one.name === name) !== index)
    return refuse(`There are two tools named ${name}.`, "name");
  if (JSON.stringify(parameters ?? {}).length > LIMITS.toolParametersLength)
    return refuse(`The parameters of ${name} are too long.`, "parameters");
  return undefined;
}
