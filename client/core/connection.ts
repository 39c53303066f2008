import { RECONNECT_CODES } from "../../shared/protocol/close-codes.ts";
import { backoffMs } from "./backoff.ts";
import { lost, refusal, unreachable } from "./connection-error.ts";
import type { ConnectionEffect, ConnectionEvent } from "./connection-event.ts";
import type { ConnectionState } from "./events.ts";
import type { VoiceError } from "./voice-error.ts";

/** Milliseconds. */
export const CONNECTION_TIMES = {
  /** From asking for a grant to the server's welcome. */
  attemptMs: 10_000,
  /** Between two pings. */
  pingMs: 15_000,
  /** A pong that takes longer means that the connection is dead. */
  pongMs: 8_000,
  /** The same after the machine woke up, when somebody is waiting. */
  wakePongMs: 3_000,
  /** The server's answer to our close. */
  closeMs: 2_000,
  /** A connection that lived this long starts the count of attempts anew. */
  stableMs: 5_000,
} as const;

/** How far the present attempt is. */
type Step = "waiting" | "granting" | "opening" | "greeting";

/** What the connection does. */
export type ConnectionPhase =
  | { readonly state: "disconnected" }
  | {
      readonly state: "connecting" | "reconnecting";
      readonly attempt: number;
      readonly step: Step;
    }
  | {
      readonly state: "connected";
      readonly attempt: number;
      readonly since: number;
      /** When a ping was sent whose pong is awaited. */
      readonly pingedAt: number | undefined;
    }
  | { readonly state: "disconnecting" }
  | { readonly state: "failed"; readonly error: VoiceError };

/** `generation` names one attempt and its socket: what others still report is late and ignored. */
export interface Connection {
  readonly generation: number;
  readonly phase: ConnectionPhase;
}

/** How many attempts there are, see VoiceClientOptions. */
export interface ConnectionPolicy {
  readonly connectAttempts: number;
  readonly reconnectAttempts: number;
}

type Result = readonly [Connection, readonly ConnectionEffect[]];

/** A client that has not connected. */
export const initialConnection: Connection = { generation: 0, phase: { state: "disconnected" } };

/** The state that users see. */
export function connectionState(connection: Connection): ConnectionState {
  return connection.phase.state;
}

/**
 * Decides about the connection; pure. Rules C1–C12 of SPEC.md. An event of another generation
 * changes nothing.
 */
export function connectionStep(
  connection: Connection,
  event: ConnectionEvent,
  policy: ConnectionPolicy,
): Result {
  if ("generation" in event && event.generation !== connection.generation) return [connection, []];
  const { phase, generation } = connection;
  switch (event.type) {
    case "connect":
      return phase.state === "disconnected" ||
        phase.state === "failed" ||
        phase.state === "disconnecting"
        ? begin(generation, "connecting", 1)
        : [connection, []];
    case "disconnect":
      return onDisconnect(connection);
    case "granted":
      return isAt(phase, "granting")
        ? [
            { generation, phase: { ...phase, step: "opening" } },
            [{ type: "open", generation, grant: event.grant }],
          ]
        : [connection, []];
    case "refused":
      if (!isAt(phase, "granting")) return [connection, []];
      return event.error.retryable
        ? retry(connection, phase.attempt, event.error, policy, event.random)
        : fail(generation, event.error);
    case "opened":
      return isAt(phase, "opening")
        ? [{ generation, phase: { ...phase, step: "greeting" } }, [{ type: "hello" }]]
        : [connection, []];
    case "welcomed":
      return isAt(phase, "greeting")
        ? ping({ generation, phase: connected(phase.attempt, event.now) }, event.now)
        : [connection, []];
    case "pong":
      return onPong(connection, event.now);
    case "closed":
      return onClosed(connection, event.code, event.now, policy, event.random);
    case "timer":
      return onTimer(connection, event.now, policy, event.random);
    case "wake":
      if (isAt(phase, "waiting")) return begin(generation, phase.state, phase.attempt);
      return phase.state === "connected"
        ? ping(connection, event.now, CONNECTION_TIMES.wakePongMs)
        : [connection, []];
  }
}

type Attempt = Extract<ConnectionPhase, { step: Step }>;

function isAt(phase: ConnectionPhase, step: Step): phase is Attempt {
  return "step" in phase && phase.step === step;
}

function connected(attempt: number, now: number): ConnectionPhase {
  return { state: "connected", attempt, since: now, pingedAt: undefined };
}

function begin(last: number, state: "connecting" | "reconnecting", attempt: number): Result {
  const generation = last + 1;
  return [
    { generation, phase: { state, attempt, step: "granting" } },
    [
      { type: "grant", generation },
      { type: "timer", generation, ms: CONNECTION_TIMES.attemptMs },
    ],
  ];
}

/** Waits for the next attempt, or gives up, after `attempt` of them. The old generation ends here. */
function retry(
  { generation: last, phase }: Connection,
  attempt: number,
  error: VoiceError,
  policy: ConnectionPolicy,
  random: number,
): Result {
  const state = phase.state === "connecting" ? "connecting" : "reconnecting";
  const most = state === "connecting" ? policy.connectAttempts : policy.reconnectAttempts;
  if (attempt >= most) return fail(last, error);
  const generation = last + 1;
  const ms = backoffMs(attempt + 1, random);
  return [
    { generation, phase: { state, attempt: attempt + 1, step: "waiting" } },
    [
      { type: "close", code: 1000 },
      { type: "timer", generation, ms },
    ],
  ];
}

function fail(last: number, error: VoiceError): Result {
  const generation = last + 1;
  return [
    { generation, phase: { state: "failed", error } },
    [
      { type: "close", code: 1000 },
      { type: "timer", generation },
    ],
  ];
}

function onDisconnect(connection: Connection): Result {
  const { generation, phase } = connection;
  if (phase.state === "disconnected" || phase.state === "disconnecting") return [connection, []];
  const open = phase.state === "connected" || isAt(phase, "opening") || isAt(phase, "greeting");
  if (!open)
    return [
      { generation: generation + 1, phase: { state: "disconnected" } },
      [{ type: "timer", generation: generation + 1 }],
    ];
  // The socket's own close event still counts, so the generation stays.
  return [
    { generation, phase: { state: "disconnecting" } },
    [
      { type: "close", code: 1000 },
      { type: "timer", generation, ms: CONNECTION_TIMES.closeMs },
    ],
  ];
}

function ping(
  connection: Connection,
  now: number,
  pongMs: number = CONNECTION_TIMES.pongMs,
): Result {
  if (connection.phase.state !== "connected") return [connection, []];
  const { generation, phase } = connection;
  return [
    { generation, phase: { ...phase, pingedAt: now } },
    [{ type: "ping" }, { type: "timer", generation, ms: pongMs }],
  ];
}

function onPong(connection: Connection, now: number): Result {
  const { generation, phase } = connection;
  if (phase.state !== "connected" || phase.pingedAt === undefined) return [connection, []];
  return [
    { generation, phase: { ...phase, pingedAt: undefined } },
    [
      { type: "latency", ms: now - phase.pingedAt },
      { type: "timer", generation, ms: CONNECTION_TIMES.pingMs },
    ],
  ];
}

function onTimer(
  connection: Connection,
  now: number,
  policy: ConnectionPolicy,
  random: number,
): Result {
  const { generation, phase } = connection;
  switch (phase.state) {
    case "connecting":
    case "reconnecting":
      if (phase.step === "waiting") return begin(generation, phase.state, phase.attempt);
      return retry(connection, phase.attempt, unreachable("took too long"), policy, random);
    case "connected":
      if (phase.pingedAt === undefined) return ping(connection, now);
      return retry(connection, attemptsSoFar(phase, now), lost(1006), policy, random);
    case "disconnecting":
      return [{ generation: generation + 1, phase: { state: "disconnected" } }, []];
    default:
      return [connection, []];
  }
}

function attemptsSoFar(
  phase: Extract<ConnectionPhase, { state: "connected" }>,
  now: number,
): number {
  return now - phase.since >= CONNECTION_TIMES.stableMs ? 0 : phase.attempt;
}

function onClosed(
  connection: Connection,
  code: number,
  now: number,
  policy: ConnectionPolicy,
  random: number,
): Result {
  const { generation, phase } = connection;
  if (phase.state === "disconnecting")
    return [
      { generation: generation + 1, phase: { state: "disconnected" } },
      [{ type: "timer", generation: generation + 1 }],
    ];
  if (phase.state !== "connected" && !isAt(phase, "opening") && !isAt(phase, "greeting"))
    return [connection, []];
  if (!RECONNECT_CODES.has(code)) return fail(generation, refusal(code));
  return phase.state === "connected"
    ? retry(connection, attemptsSoFar(phase, now), lost(code), policy, random)
    : retry(connection, phase.attempt, unreachable("was refused or broke"), policy, random);
}
