import { converse, pause } from "parley/testing";
import { expect, it } from "vitest";
import * as z from "zod";
import { defineAgent } from "../worker/agents/define-agent.ts";
import { defineTool } from "../worker/agents/define-tool.ts";

const orders = new Map([["seven", "It leaves the house tomorrow."]]);

const agent = defineAgent({
  name: "shop",
  title: "Shop",
  instructions: "You know about orders.",
  greeting: "Hello, this is the shop.",
  tools: {
    find: defineTool({
      description: "Looks an order up.",
      input: z.object({ number: z.string() }),
      readOnly: true,
      run: ({ number }) => orders.get(number) ?? "There is no such order.",
    }),
  },
});

it("tells where an order is", async () => {
  const talk = await converse({
    agent,
    models: {
      think: ({ results: [found] }) => found ?? { call: "find", input: { number: "seven" } },
    },
  });
  await talk.hears("Hello");
  await talk.say("Where is my order", pause(300), "number seven?");
  await talk.hears("tomorrow");
  await talk.hangUp();
  expect(talk.transcript).toEqual([
    "agent: Hello, this is the shop.",
    "user: Where is my order number seven?",
    "agent: It leaves the house tomorrow.",
  ]);
});

it("goes on after a sign of listening, and stops when it is interrupted", async () => {
  const talk = await converse({
    agent,
    models: { think: () => "I can tell you a lot about all of our many orders. Where do I begin?" },
  });
  await talk.hears();
  await talk.say("Tell me about the orders.");
  await talk.audible();
  await talk.say("mm-hm", pause(2_000));
  await talk.say("no thanks, never mind");
  const reply = await talk.hears("I can tell you");
  expect(reply.interrupted).toBe(true);
  expect(reply.text).not.toContain("begin");
  await talk.hangUp();
});
