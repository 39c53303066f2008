import { connect } from "node:net";

/** Time in which every process must listen, in milliseconds. */
const START_MS = 20_000;

/** Resolves when something listens on a port of this machine; rejects when `crashed`, or in time. */
export async function listens(port: number, crashed: AbortSignal): Promise<void> {
  const late = Date.now() + START_MS;
  while (!(await accepts(port))) {
    crashed.throwIfAborted();
    if (Date.now() > late) throw new Error(`Nothing listens on port ${port} in time.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const done = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.on("connect", () => done(true));
    socket.on("error", () => done(false));
  });
}
