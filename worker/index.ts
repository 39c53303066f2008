import { app } from "./app.ts";

export { VoiceSession } from "../durable-objects/voice-session/session.ts";

export default { fetch: app.fetch };
