import { parentPort } from "node:worker_threads";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** A loaded model: one input becomes a stream of outputs. Checks `signal` between its steps. */
export type Run<Input, Output> = (input: Input, signal: AbortSignal) => AsyncIterable<Output>;

/** Buffers of an output that move to the other thread instead of being copied. */
export type Transfers<Output> = (output: Output) => ArrayBuffer[];

/**
 * The worker thread's end of a model: loads it, says `ready` or `failed`, then answers runs. Runs
 * that overlap take turns step by step, because every step yields to the thread's event loop.
 */
export async function serveModel<Input, Output>(
  load: () => Promise<Run<Input, Output>>,
  transfers: Transfers<Output>,
): Promise<void> {
  if (parentPort === null) throw new Error("serveModel runs in a worker thread only.");
  const port = parentPort;
  const send = (message: FromWorker<Output>, move: ArrayBuffer[] = []): void =>
    port.postMessage(message, move);

  let run: Run<Input, Output>;
  try {
    run = await load();
  } catch (error) {
    send({ type: "failed", message: error instanceof Error ? error.message : String(error) });
    return;
  }
  const running = new Map<number, AbortController>();

  const answer = async (id: number, input: Input): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      for await (const value of run(input, controller.signal)) {
        if (controller.signal.aborted) return;
        send({ type: "value", id, value }, transfers(value));
      }
      if (!controller.signal.aborted) send({ type: "end", id });
    } catch (error) {
      if (controller.signal.aborted) return;
      send({ type: "error", id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      running.delete(id);
    }
  };

  port.on("message", (message: ToWorker<Input>) => {
    if (message.type === "run") void answer(message.id, message.input);
    else running.get(message.id)?.abort();
  });
  send({ type: "ready" });
}
