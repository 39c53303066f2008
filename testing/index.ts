/**
 * Tests of one's own agents, in ordinary Node: scripted speech, fake models, virtual time, and the
 * real session between them. See docs/testing.md.
 */
export { Conversation, converse, pause } from "./conversation.ts";
export type { ConversationOptions, HeardReply, Pause } from "./conversation.ts";
export type { FakeAnswer, FakeModels, FakePrompt } from "./fake-models.ts";
