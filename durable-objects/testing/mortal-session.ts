import { runInDurableObject } from "cloudflare:test";
import { expect } from "vitest";
import type { Message } from "../../shared/protocol/conversation.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { Script, ScriptedGateway } from "./scripted-gateway.ts";
import { cast, script, sessionStub, TestClient, useGateway } from "./test-client.ts";
import { kill } from "./tool-session.ts";

/** A conversation whose object dies when the test says so; its Runner and its models live on. */
export class MortalSession {
  readonly id: string;
  readonly gateway: ScriptedGateway;
  readonly #agents: readonly AgentDefinition[] | undefined;

  private constructor(
    id: string,
    gateway: ScriptedGateway,
    agents: readonly AgentDefinition[] | undefined,
  ) {
    this.id = id;
    this.gateway = gateway;
    this.#agents = agents;
  }

  static async begin(
    id: string,
    steps: Script,
    agents?: readonly AgentDefinition[],
  ): Promise<MortalSession> {
    if (agents !== undefined) await cast(id, agents);
    return new MortalSession(id, await script(id, steps), agents);
  }

  /** Ends the object's life at once; the next one begins when somebody comes. */
  async die(): Promise<void> {
    await kill(this.id);
    await this.reborn();
  }

  /** Another life of the object gets the same models. */
  async reborn(): Promise<void> {
    await useGateway(this.id, this.gateway);
    if (this.#agents !== undefined) await cast(this.id, this.#agents);
  }

  /** A client that comes back and says what it has of a reply, or another one. */
  async comeBack(
    resume?: { readonly turn: number; readonly samples: number; readonly played: number },
    plays = true,
  ): Promise<TestClient> {
    const client = await TestClient.open(this.id);
    const known = resume === undefined ? {} : { resume };
    client.send({ type: "hello", protocol: 1, client: "test/1", plays, ...known });
    await client.next("welcome");
    return client;
  }

  /** How often a model was asked to think, read-only questions aside. */
  get asked(): number {
    return this.gateway.prompts().length;
  }

  /** What the speech model was given, in order. */
  get spoken(): string[] {
    return this.gateway.requests.flatMap(({ task, input }) =>
      task === "text-to-speech" ? [(input as { text: string }).text] : [],
    );
  }

  async history(): Promise<Message[]> {
    const response = await sessionStub(this.id).fetch("http://parley.test/v1/sessions/x/messages");
    return ((await response.json()) as { messages: Message[] }).messages;
  }

  /** History as lines, where a cut message ends with a dash. */
  async lines(): Promise<string[]> {
    return (await this.history()).map(
      (message) =>
        `${message.role}: ${messageText(message)}${message.interrupted === true ? " —" : ""}`,
    );
  }

  /** Resolves when a text is in what the object keeps for its next life. */
  untilKept(text: string): Promise<void> {
    return untilKept(this.id, text);
  }
}

async function untilKept(id: string, text: string): Promise<void> {
  const kept = (): Promise<string> =>
    runInDurableObject(sessionStub(id), (_, { storage }) =>
      JSON.stringify([...storage.kv.list({ prefix: "life/" })]),
    );
  // Progress is written once a second.
  await expect.poll(kept, { timeout: 5_000 }).toContain(text);
}

/** The samples of a turn that clients have got together, as ranges without gaps between them. */
export function heardBy(turn: number, ...clients: readonly TestClient[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const { frames } of clients)
    for (const { turn: one, kind, position, payload } of frames) {
      if (kind !== "reply" || one !== turn) continue;
      const end = position + payload.byteLength / 2;
      const last = ranges.at(-1);
      if (last !== undefined && last[1] === position) last[1] = end;
      else ranges.push([position, end]);
    }
  return ranges;
}

/** A promise that the test resolves. */
export function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: () => resolve(), opened: promise };
}
