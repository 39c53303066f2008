import { env as bindings } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { PromptMessage } from "../../worker/gateway/run-types.ts";
import type { DurableAgent } from "../agent/durable-agent.ts";
import { ScriptedGateway } from "./scripted-gateway.ts";
import type { Script } from "./scripted-gateway.ts";
import { cast, script, TestClient } from "./test-client.ts";

/** The durable agent of a user, or of a guest, of the agent `assistant`. */
export function agentStub(user: string): DurableObjectStub<DurableAgent> {
  const { AGENT } = bindings as unknown as { AGENT: DurableObjectNamespace<DurableAgent> };
  return AGENT.getByName(`assistant:${user}`);
}

/** An agent named `assistant`. */
export function assistantWith(more: Partial<AgentDefinition>): AgentDefinition {
  return { name: "assistant", title: "Assistant", instructions: "Be kind.", ...more };
}

/** Gives the present life of a user's durable agent a definition, and models that follow a script. */
export async function prepareAgent(
  user: string,
  agent: AgentDefinition,
  steps: Script = {},
): Promise<ScriptedGateway> {
  const gateway = new ScriptedGateway(steps);
  await runInDurableObject(agentStub(user), (instance: DurableAgent) => {
    Object.assign(instance, { agents: () => [agent], createGateway: () => gateway });
  });
  return gateway;
}

/** Lets everything that a user's durable agent has scheduled be due. */
export async function letBeDue(user: string): Promise<void> {
  await runInDurableObject(agentStub(user), (_: DurableAgent, { storage }) => {
    storage.sql.exec("UPDATE cf_agents_jobs SET time = 0");
  });
  await runDurableObjectAlarm(agentStub(user));
}

/** A session of a user with an agent, whose model says what `think` makes of its prompt. */
export async function openSession(
  session: string,
  user: string | undefined,
  agent: AgentDefinition,
  think: Script["think"] = async function* () {
    yield "All right.";
  },
): Promise<{ client: TestClient; gateway: ScriptedGateway }> {
  await cast(session, [agent]);
  const gateway = await script(session, { think });
  const claims = user === undefined ? {} : { user };
  return { client: await TestClient.connect(session, false, {}, claims), gateway };
}

/** Types something, and gives back what the agent answers. */
export async function ask(client: TestClient, text: string): Promise<string> {
  client.send({ type: "text", text });
  return answer(client);
}

/** The next thing that the agent has said. */
export async function answer(client: TestClient): Promise<string> {
  const { message } = await client.next("message", ({ message: { role } }) => role === "assistant");
  return messageText(message);
}

/** A model that calls one tool when it reads `Go.`, and then says what it read. */
export function calls(tool: string, input: object): NonNullable<Script["think"]> {
  return async function* (messages: readonly PromptMessage[]) {
    const last = messages.at(-1);
    if (last?.role === "tool") yield `I read: ${last.text}`;
    else if (last?.text === "Go.") yield { tool, input: JSON.stringify(input) };
    else yield "All right.";
  };
}
