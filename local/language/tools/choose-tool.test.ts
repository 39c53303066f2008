import { expect, it } from "vitest";
import type { ChatMessage, ChatRequest, ToolChoice, ToolDefinition } from "../chat-types.ts";
import { chooseTool } from "./choose-tool.ts";

const getTime: ToolDefinition = {
  name: "get_time",
  description: "Gets the current time and date, in UTC or in a time zone.",
  parameters: {
    type: "object",
    properties: {
      timezone: { type: "string", description: 'IANA time zone, for example "Europe/Paris".' },
    },
  },
};
const convertUnits: ToolDefinition = {
  name: "convert_units",
  description: "Converts a value between units of length, mass, temperature, volume or speed.",
  parameters: {
    type: "object",
    properties: {
      value: { type: "number" },
      from: { type: "string", description: 'Unit of the value, for example "miles" or "celsius".' },
      to: {
        type: "string",
        description: 'Unit that is wanted, for example "kilometers" or "fahrenheit".',
      },
    },
    required: ["value", "from", "to"],
  },
};
const playMusic: ToolDefinition = {
  name: "playMusic",
  description: "Plays music of a genre.",
  parameters: {
    type: "object",
    properties: {
      genre: { type: "string", enum: ["jazz", "rock", "classical"] },
      shuffle: { type: "boolean" },
    },
    required: ["genre"],
  },
};
const TOOLS = [getTime, convertUnits, playMusic];

const request = (
  messages: string | readonly ChatMessage[],
  toolChoice: ToolChoice = { type: "auto" },
): ChatRequest => ({
  messages: typeof messages === "string" ? [{ role: "user", content: messages }] : messages,
  maxTokens: 100,
  sampling: { temperature: 0 },
  stop: [],
  tools: TOOLS,
  toolChoice,
});
const chosen = (text: string): string | undefined => {
  const decision = chooseTool(request(text));
  return decision.type === "none" ? undefined : decision.tool.name;
};

it.each([
  ["What time is it?", "get_time"],
  ["What is the time in Tokyo right now?", "get_time"],
  ["what time is it in new york", "get_time"],
  ["Tell me today's date.", "get_time"],
  ["How many kilometers is five miles?", "convert_units"],
  ["Convert 10 pounds to kilograms, please.", "convert_units"],
  ["My oven says 180 degrees celsius. What is that in fahrenheit?", "convert_units"],
  ["how many liters are there in two gallons", "convert_units"],
  ["Play some jazz music.", "playMusic"],
])("T1: %s → %s", (text, tool) => {
  expect(chosen(text)).toBe(tool);
});

it.each([
  "I had a great time yesterday.",
  "What time do shops usually close?",
  "What did you do today?",
  "Do you have time for a chat?",
  "I ran five miles this morning.",
  "What is a kilometer?",
  "How far is it from London to Paris?",
  "What is seven plus five?",
  "Can you translate this sentence to French?",
  "Tell me a joke.",
])("T1: %s → no tool", (text) => {
  expect(chosen(text)).toBeUndefined();
});

it("T2: numbers and texts come from what was said", () => {
  const decision = chooseTool(request("How many kilometers is two and a half miles?"));
  expect(decision).toMatchObject({
    type: "call",
    arguments: [
      { name: "value", options: ["2.5"] },
      { name: "from", options: ['"kilometers"', '"miles"'] },
      { name: "to", options: ['"kilometers"', '"miles"'] },
    ],
  });
});

it('T2: a piece does not end before "per"', () => {
  expect(chooseTool(request("What is 60 miles per hour in kilometers per hour?"))).toMatchObject({
    arguments: [
      { name: "value" },
      { name: "from", options: ['"miles per hour"', '"kilometers per hour"'] },
      { name: "to" },
    ],
  });
});

it("T2: an optional parameter that nothing was said for stays out", () => {
  expect(chooseTool(request("What time is it?"))).toMatchObject({ arguments: [] });
  expect(chooseTool(request("What time is it in Berlin?"))).toMatchObject({
    arguments: [{ name: "timezone", options: ['"Europe/Berlin"'] }],
  });
});

it("T2: a choice that was said is settled", () => {
  expect(chooseTool(request("Play some jazz music."))).toMatchObject({
    arguments: [{ name: "genre", options: ['"jazz"'] }],
  });
});

it("T3: a follow-up means the tool that was just used", () => {
  const call = { id: "1", name: "get_time", arguments: '{"timezone":"Asia/Tokyo"}' };
  const history: readonly ChatMessage[] = [
    { role: "user", content: "What time is it in Tokyo?" },
    { role: "assistant", content: "", toolCalls: [call] },
    { role: "tool", callId: "1", content: "It is noon." },
    { role: "assistant", content: "It is noon in Tokyo.", toolCalls: [] },
  ];
  const decision = chooseTool(request([...history, { role: "user", content: "And in London?" }]));
  expect(decision).toMatchObject({
    tool: { name: "get_time" },
    arguments: [{ name: "timezone", options: ['"Europe/London"'] }],
  });
  expect(chooseTool(request([{ role: "user", content: "And in London?" }])).type).toBe("none");
});

it("T4: tool_choice is honoured", () => {
  expect(chooseTool(request("What time is it?", { type: "none" })).type).toBe("none");
  expect(chooseTool(request("Tell me a joke.", { type: "required" })).type).toBe("call");
  expect(
    chooseTool(request("What time is it?", { type: "function", name: "convert_units" })),
  ).toMatchObject({ type: "write", tool: { name: "convert_units" } });
});

it("T5: a tool's result is answered with words", () => {
  const messages: readonly ChatMessage[] = [
    { role: "user", content: "What time is it?" },
    {
      role: "assistant",
      content: "",
      toolCalls: [{ id: "1", name: "get_time", arguments: "{}" }],
    },
    { role: "tool", callId: "1", content: "It is noon." },
  ];
  expect(chooseTool(request(messages)).type).toBe("none");
});
