import type { Task, TaskEvent } from "../../worker/gateway/run-types.ts";

/**
 * Adds to what the engine said since the journal was last written, with neighbouring texts put
 * together: what a run needs to go on after a death, and no more. Gives back the length
 * that it adds to a row of the journal, in UTF-16 code units, or as much room in bytes.
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
      return event.text.length;
    case "tool-input":
      return event.delta.length;
    case "tool-call":
      return event.call.input.length;
    case "audio":
      return event.samples.byteLength / 2;
    case "image":
      return event.data.byteLength / 2;
    case "embedding":
      return event.vector.byteLength / 2;
    case "finish":
      return 0;
  }
}
