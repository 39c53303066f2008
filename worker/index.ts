import { app } from "./app.ts";

export { DurableAgent } from "../durable-objects/agent/durable-agent.ts";
export { AnswerCache } from "../durable-objects/answer-cache/answer-cache.ts";
export { Ledger } from "../durable-objects/ledger/ledger.ts";
export { RouteBook } from "../durable-objects/route-book/route-book.ts";
export { Runner } from "../durable-objects/runner/runner.ts";
export { VoiceSession } from "../durable-objects/voice-session/session.ts";
export { Gateway } from "./gateway-entrypoint.ts";

export default { fetch: app.fetch };
