import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { encodeFrame, decodeFrame } from "../../shared/protocol/frame.ts";
import type { Frame } from "../../shared/protocol/frame.ts";
import type { ClientMessage } from "../../shared/protocol/client-messages.ts";
import { parseServerMessage } from "../../shared/protocol/parse-message.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/version.ts";
import type { Runner } from "../runner/runner.ts";
import type { VoiceSession } from "../voice-session/session.ts";
import { ConversationStore } from "../voice-session/store.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { ScriptedGateway } from "./scripted-gateway.ts";
import type { Script } from "./scripted-gateway.ts";

type OfType<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;

/** The object of a conversation. */
export function sessionStub(session: string): DurableObjectStub<VoiceSession> {
  const { VOICE_SESSION: namespace } = env as unknown as {
    VOICE_SESSION: DurableObjectNamespace<VoiceSession>;
  };
  return namespace.getByName(session);
}

/** Gives the object's present life, and the Runner of its replies, models that follow a script. */
export async function script(session: string, steps: Script): Promise<ScriptedGateway> {
  const gateway = new ScriptedGateway(steps);
  await useGateway(session, gateway);
  await runInDurableObject(await sessionRunner(session), (instance: Runner) => {
    Object.assign(instance, { createGateway: () => gateway });
  });
  return gateway;
}

/** Gives the object's present life models: a life after eviction has forgotten those before. */
export async function useGateway(session: string, gateway: ScriptedGateway): Promise<void> {
  await runInDurableObject(sessionStub(session), (instance: VoiceSession) => {
    Object.assign(instance, { createGateway: () => gateway });
  });
}

/** The Runner that carries out a conversation's replies. */
export async function sessionRunner(session: string): Promise<DurableObjectStub<Runner>> {
  const scope = await runInDurableObject(
    sessionStub(session),
    (_, { storage }) => new ConversationStore(storage.sql).runnerScope,
  );
  const { RUNNER: namespace } = env as unknown as { RUNNER: DurableObjectNamespace<Runner> };
  return namespace.getByName(scope);
}

/** Gives the object's present life agents of the test's own; its token is for the first. */
export async function cast(session: string, agents: readonly AgentDefinition[]): Promise<void> {
  await runInDurableObject(sessionStub(session), (instance: VoiceSession) => {
    Object.assign(instance, { agents: () => agents });
  });
}

/** A request as the Worker hands it to the object once it has verified the token. */
export function upgrade(session: string, claims: Record<string, unknown> = {}): Request {
  const all = {
    session,
    agent: "assistant",
    jti: crypto.randomUUID(),
    exp: Math.floor(Date.now() / 1000) + 60,
    ...claims,
  };
  return new Request(`http://parley.test/v1/sessions/${session}/socket`, {
    headers: { Upgrade: "websocket", "x-parley-claims": btoa(JSON.stringify(all)) },
  });
}

/** A client that speaks the wire protocol and nothing more, and keeps all that it gets. */
export class TestClient {
  readonly messages: ServerMessage[] = [];
  readonly frames: Frame[] = [];
  closed: { code: number; reason: string } | undefined;
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];
  #read = 0;
  #position = 0;
  #sequence = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    // From 2026 dates on binary messages are blobs unless one asks otherwise.
    socket.binaryType = "arraybuffer";
    socket.accept();
    socket.addEventListener("message", (event) => {
      if (typeof event.data === "string") this.messages.push(parseServerMessage(event.data));
      else this.frames.push(decodeFrame(event.data as ArrayBuffer));
      this.#wake();
    });
    socket.addEventListener("close", (event) => {
      this.closed = { code: event.code, reason: event.reason };
      this.#wake();
    });
  }

  /** Opens a socket and says hello. */
  static async connect(
    session: string,
    plays = true,
    more: Partial<Extract<ClientMessage, { type: "hello" }>> = {},
    claims?: Record<string, unknown>,
  ): Promise<TestClient> {
    const client = await TestClient.open(session, claims);
    client.send({ type: "hello", protocol: PROTOCOL_VERSION, client: "test/1", plays, ...more });
    await client.next("welcome");
    return client;
  }

  /** Opens a socket without a word. */
  static async open(session: string, claims?: Record<string, unknown>): Promise<TestClient> {
    const response = await sessionStub(session).fetch(upgrade(session, claims));
    if (response.webSocket === null) throw new Error(`refused: ${await response.text()}`);
    return new TestClient(response.webSocket);
  }

  send(message: ClientMessage): void {
    this.raw(JSON.stringify(message));
  }

  raw(data: string | Uint8Array): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }

  /** Sends samples as microphone frames of 32 ms, as fast as they go. */
  speak(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += 512) {
      const part = samples.slice(at, at + 512);
      const payload = new Uint8Array(part.buffer);
      const [sequence, position] = [this.#sequence++, this.#position];
      this.#position += part.length;
      this.raw(encodeFrame({ kind: "microphone", sequence, turn: 0, position, payload }));
    }
  }

  silence(ms: number): void {
    this.speak(new Int16Array(ms * 16));
  }

  /** The next message of a type that has not been read yet; those before it are passed over. */
  async next<T extends ServerMessage["type"]>(
    type: T,
    matches: (message: OfType<T>) => boolean = () => true,
  ): Promise<OfType<T>> {
    for (;;) {
      const message = this.messages[this.#read];
      if (message === undefined) await this.#more();
      else {
        this.#read++;
        if (message.type === type && matches(message as OfType<T>)) return message as OfType<T>;
      }
    }
  }

  /** Resolves when the server has closed the socket. */
  async end(): Promise<{ code: number; reason: string }> {
    while (this.closed === undefined) await this.#more();
    return this.closed;
  }

  /** Samples of a turn that have come so far. */
  samples(turn: number): number {
    return this.frames
      .filter((frame) => frame.turn === turn)
      .reduce((sum, frame) => sum + frame.payload.byteLength / 2, 0);
  }

  #more(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
