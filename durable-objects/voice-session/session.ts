import { Server } from "partyserver";
import type { Connection, ConnectionContext, WSMessage } from "partyserver";
import silero from "../../dist/models/silero16k.bin";
import { createSileroVad } from "../../shared/audio/silero-vad.ts";
import { AppError } from "../../shared/errors/app-error.ts";
import { ERROR_CODES } from "../../shared/errors/error-codes.ts";
import { CLOSE_CODES } from "../../shared/protocol/close-codes.ts";
import type { ClientMessage } from "../../shared/protocol/client-messages.ts";
import { decodeFrame } from "../../shared/protocol/frame.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { PING, PONG, parseClientMessage } from "../../shared/protocol/parse-message.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import { PROTOCOL_VERSION, SUBPROTOCOL } from "../../shared/protocol/version.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { AGENTS } from "../../worker/agents/registry.ts";
import type { Env } from "../../worker/env.ts";
import type { Gateway } from "../../worker/gateway/run-types.ts";
import type { FollowUp } from "../agent/follow-up.ts";
import { admit } from "./admit.ts";
import { Cast } from "./cast.ts";
import { readClaims } from "./claims.ts";
import { Companions } from "./companions.ts";
import { afterMessage, greeted } from "./connection-state.ts";
import type { ConnectionState } from "./connection-state.ts";
import { countBad, countInbound, NOTHING_INBOUND } from "./inbound-rate.ts";
import type { InboundRate } from "./inbound-rate.ts";
import { errorEvent } from "./error-event.ts";
import { GreetedClient } from "./greeted-client.ts";
import { Interpreter } from "./interpreter.ts";
import { Listener } from "./listener.ts";
import { objectPorts } from "./object-ports.ts";
import { Pictures } from "./pictures.ts";
import { receiveMessage } from "./receive-message.ts";
import { createSessionGateway } from "./session-gateway.ts";
import type { SessionPorts } from "./session-ports.ts";
import { serveSession } from "./session-routes.ts";
import { ConversationStore } from "./store.ts";
import { storedJournal } from "./stored-journal.ts";
import { SYSTEM } from "./system-clock.ts";
import { TimelineJournal } from "./timeline-journal.ts";
import { welcome } from "./welcome.ts";
import { turnSettingsOf, voiceActivityOf } from "./turn-settings-of.ts";

type Client = Connection<ConnectionState>;

/** The parts of a conversation that live in memory only. */
interface Conversation {
  readonly ports: SessionPorts;
  readonly pictures: Pictures;
  readonly interpreter: Interpreter;
}

/**
 * One conversation. This class is the shell: it speaks WebSocket and HTTP, checks what comes in, and
 * hands it on. What happens in a conversation is decided by the turn machine and carried out by the
 * interpreter. Hibernates when nothing is open; history, pictures and spent tokens are in SQLite.
 */
export class VoiceSession extends Server<Env> {
  static override options = { hibernate: true };

  readonly #store = new ConversationStore(this.ctx.storage.sql);
  readonly #journal = storedJournal(this.ctx);
  #timeline = new TimelineJournal(this.ctx.storage.sql, SYSTEM);
  readonly #client = new GreetedClient(() => this.getConnections<ConnectionState>());
  #conversation: Conversation | undefined;
  #rate: InboundRate = NOTHING_INBOUND;
  readonly #companions: Companions = new Companions(() => ({
    session: this.name,
    namespace: this.env.AGENT,
    store: this.#store,
    waitUntil: (work) => this.ctx.waitUntil(work),
    now: SYSTEM.now,
  }));

  /** The models of this conversation. A test gives its own. */
  protected createGateway(): Gateway {
    return createSessionGateway(this.env, (work) => this.ctx.waitUntil(work));
  }

  /** The agents of this server. A test gives its own. */
  protected agents(): readonly AgentDefinition[] {
    return AGENTS;
  }

  override onStart(): void {
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  }

  /** Every request: an error becomes its status and a safe sentence here, and nothing else leaves. */
  override async fetch(request: Request): Promise<Response> {
    try {
      if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket")
        return await serveSession(request, {
          store: this.#store,
          timeline: () => this.#timeline.read(this.name),
          forget: () => this.#forget(),
        });
      await this.#admit(request);
      const response = await super.fetch(request);
      if (response.webSocket === null) return response;
      return new Response(null, {
        status: 101,
        webSocket: response.webSocket,
        headers: { "Sec-WebSocket-Protocol": SUBPROTOCOL },
      });
    } catch (thrown) {
      const { type: _, ...error } = errorEvent(AppError.from(thrown));
      return Response.json({ error }, { status: ERROR_CODES[error.code].status });
    }
  }

  /** Spends the token; what is known of its user is asked for meanwhile. */
  async #admit(request: Request): Promise<void> {
    if (admit(readClaims(request.headers), this.#store, Date.now())) {
      this.#conversation?.interpreter.stop();
      this.#conversation = undefined;
    }
    await this.#companions.begin(new Cast(this.#store, this.agents()).part.agent);
  }

  /** A reply that was under way goes on without anybody's coming. */
  override onAlarm(): void {
    if (this.#journal.isDue()) this.#talk();
  }

  override onConnect(connection: Client, _context: ConnectionContext): void {
    for (const other of this.getConnections<ConnectionState>())
      if (other.id !== connection.id)
        other.close(CLOSE_CODES.replaced.code, "The conversation goes on elsewhere.");
    connection.setState({ phase: "new" });
    this.#rate = NOTHING_INBOUND;
  }

  /** partyserver reads a socket's attachment anew for each message, which nearly all are sound. */
  override async webSocketMessage(socket: WebSocket, data: WSMessage): Promise<void> {
    if (!this.#client.isKnown(socket)) return super.webSocketMessage(socket, data);
    this.onMessage(socket, data);
  }

  override onMessage(connection: Client, data: WSMessage): void {
    const [rate, measure] = countInbound(this.#rate, Date.now());
    this.#rate = rate;
    if (measure === "over")
      return connection.close(CLOSE_CODES.too_much.code, "Too many messages in a second.");
    try {
      if (typeof data === "string") this.#onText(connection, parseClientMessage(data));
      else this.#onBinary(connection, data);
    } catch (thrown) {
      this.#refuse(connection, AppError.from(thrown));
    }
  }

  override onClose(connection: Client): void {
    if (this.#client.find(connection) !== undefined) return;
    this.#conversation?.interpreter.leave();
    this.#companions.leave();
  }

  override onError(connection: Client): void {
    this.onClose(connection);
  }

  #onText(connection: Client, message: ClientMessage): void {
    if (message.type === "hello") return this.#onHello(connection, message);
    const { id } = connection;
    const state = greeted(connection.state);
    const next = afterMessage(state, message);
    if (next !== state) connection.setState(next);
    const talk = this.#talk();
    receiveMessage(message, { ...talk, store: this.#store, connection: id });
    this.#companions.tell(talk.interpreter);
  }

  #onHello(connection: Client, hello: Extract<ClientMessage, { type: "hello" }>): void {
    if (hello.protocol !== PROTOCOL_VERSION)
      return connection.close(
        CLOSE_CODES.bad_handshake.code,
        `This server speaks protocol ${PROTOCOL_VERSION}.`,
      );
    if (connection.state?.phase === "greeted")
      throw new AppError("bad_message", "Only the first message can be a hello.", {
        field: "type",
      });
    // Before this client counts as one: a conversation that wakes tells those that it finds its state.
    const { interpreter } = this.#talk();
    const { plays, turns = "automatic" } = hello;
    connection.setState({ phase: "greeted", plays, turns, microphone: "closed" });
    const { resuming, tools } = interpreter;
    const { agent } = tools.cast.part;
    const history = this.#store.history();
    this.#send(welcome(agent, this.env, { session: this.name, history, resuming }));
    tools.register(hello.tools ?? []);
    interpreter.connect(connection.id, turns, hello.resume);
  }

  #onBinary(connection: Client, data: Exclude<WSMessage, string>): void {
    const state = greeted(connection.state);
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    const frame = decodeFrame(bytes);
    const { interpreter, pictures } = this.#talk();
    if (frame.kind === "image") {
      if (frame.payload.byteLength > LIMITS.imageBytes)
        throw new AppError("too_large", `A picture has more than ${LIMITS.imageBytes} bytes.`);
      return pictures.receive(connection.id, frame.position, frame.payload);
    }
    if (frame.kind !== "microphone")
      throw new AppError("bad_message", "A client sends no replies.", { field: "frame.kind" });
    if (state.microphone !== "open") return;
    const { buffer, byteOffset, byteLength } = frame.payload;
    if (byteLength > LIMITS.microphoneFrameSamples * 2)
      throw new AppError("too_large", "A microphone frame is too long.", {
        field: "frame.payload",
      });
    interpreter.ears.write(frame.position, new Int16Array(buffer, byteOffset, byteLength / 2));
  }

  /** A bad message costs its sender an error, and the session nothing. */
  #refuse(connection: Client, error: AppError): void {
    connection.send(JSON.stringify(errorEvent(error)));
    const [rate, measure] = countBad(this.#rate);
    this.#rate = rate;
    if (measure === "over")
      connection.close(CLOSE_CODES.too_much.code, "Too many messages that make no sense.");
  }

  /** The conversation in memory; after hibernation it is made anew from what was stored. */
  #talk(): Conversation {
    this.#conversation ??= this.#wake();
    return this.#conversation;
  }

  #wake(): Conversation {
    const cast = new Cast(this.#store, this.agents(), this.#journal.read()?.reply);
    const { agent } = cast.part;
    const ports = this.#ports(cast);
    const pictures = new Pictures(this.#store, ports);
    const listener = new Listener(createSileroVad(silero), voiceActivityOf(agent));
    const settings = turnSettingsOf(agent);
    const store = this.#store;
    const interpreter = new Interpreter({ ports, store, pictures, listener, settings, cast });
    const client = this.#client.find();
    if (client?.state?.phase === "greeted") {
      interpreter.connect(client.id, client.state.turns);
      if (client.state.microphone === "open")
        interpreter.dispatch({ type: "microphone", state: "open" });
    }
    return { ports, pictures, interpreter };
  }

  #ports(cast: Cast): SessionPorts {
    const timeline = this.#timeline;
    return objectPorts(this.env, () => cast.part.agent, {
      session: this.name,
      companion: (agent) => this.#companions.of(agent),
      gateway: this.createGateway(),
      scope: this.#store.runnerScope,
      journal: this.#journal,
      end: () => this.#client.find()?.close(CLOSE_CODES.idle.code, "The conversation is over."),
      send: (message) => this.#send(message),
      sendFrame: (bytes) => this.#client.find()?.send(bytes),
      note: (fact) => timeline.note(fact),
      audience: () => {
        const state = this.#client.find()?.state;
        if (state?.phase !== "greeted") return "none";
        return state.plays ? "plays" : "reads";
      },
    });
  }

  /** Follow-ups have become due; false where nobody is there to be told. */
  async tell(due: readonly FollowUp[]): Promise<boolean> {
    if (this.#client.find() === undefined) return false;
    this.#companions.tell(this.#talk().interpreter, due);
    return true;
  }

  #send(message: ServerMessage): void {
    this.#client.find()?.send(JSON.stringify(message));
  }

  /** Deletes everything of this conversation and ends it. */
  async #forget(): Promise<void> {
    this.#conversation?.interpreter.stop();
    this.#conversation = undefined;
    for (const connection of this.getConnections())
      connection.close(CLOSE_CODES.unauthorized.code, "The conversation was deleted.");
    this.#companions.drop();
    this.#store.clear();
    this.#journal.clear();
    this.#timeline.clear();
    this.#timeline = new TimelineJournal(this.ctx.storage.sql, SYSTEM);
  }
}
