import type { Task, TaskEvent } from "../../worker/gateway/run-types.ts";

/**
 * Adds to what the engine said since the journal was last written, with neighbouring texts put
 * together: what a run needs to go on after a death, and no more. Gives back the bytes that it
 * takes in a row of the journal, where text is Latin-1 or UTF-16.
 */
export function addSaid(said: TaskEvent[Task][], event: TaskEvent[Task]): number {
  const last = said.at(-1);
  if (event.type === "text" && last?.type === "text")
    said[said.length - 1] = { type: "text", text: last.text + event.text };
  else if (event.type === "reasoning" && last?.type === "reasoning")
    said[said.length - 1] = { type: "reasoning", text: last.text + event.text };
  else said.push(event);
  switch (event.type) {
    case "text":
    case "reasoning":
      return event.text.length * 2;
    case "tool-input":
      return event.delta.length * 2;
    case "tool-call":
      return event.call.input.length * 2;
    case "audio":
      return event.samples.byteLength;
    case "image":
      return event.data.byteLength;
    case "embedding":
      return event.vector.byteLength;
    case "finish":
      return 0;
  }
}
