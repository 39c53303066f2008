import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { Failure } from "../report/failure.ts";

/**
 * Makes sure that nobody listens on a port of this machine, by IPv4 or IPv6: a browser takes
 * "localhost" for either. 0 gives a free port.
 * @throws Failure with a sentence when the port is taken or may not be used
 */
export async function claimPort(port: number, option: string): Promise<number> {
  try {
    const free = await listenOnce(port, "127.0.0.1");
    await listenOnce(free, "::1").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") throw error;
    });
    return free;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      const another = port + 10 > 65_535 ? 8787 : port + 10;
      throw new Failure(
        `Port ${port} is taken by another program. Stop that one, or choose another port: ${option} ${another}`,
        { cause: error },
      );
    }
    if (code === "EACCES")
      throw new Failure(
        `This user may not use port ${port}. Choose one above 1023: ${option} 8787`,
        { cause: error },
      );
    throw error;
  }
}

/** `wanted` when it is free, otherwise some free port. */
export async function freePort(wanted: number): Promise<number> {
  return listenOnce(wanted, "127.0.0.1").catch(() => listenOnce(0, "127.0.0.1"));
}

function listenOnce(port: number, host: string): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const { port: got } = server.address() as AddressInfo;
      server.close(() => resolve(got));
    });
  });
}
