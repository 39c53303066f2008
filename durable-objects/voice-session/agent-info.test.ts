import { expect, it } from "vitest";
import { assistant } from "../../worker/agents/assistant.ts";
import { agentInfo } from "./agent-info.ts";

it("D66: a client is told of an agent's sounds, and not of instructions", () => {
  const sounds = { background: "rain", volume: 0.2 };
  const info = agentInfo({ ...assistant, sounds });
  expect(info).toMatchObject({ name: "assistant", sounds });
  expect(Object.keys(agentInfo(assistant)).toSorted()).toEqual(["name", "title", "tools"]);
});
