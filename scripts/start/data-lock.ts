import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { ROOT } from "../processes/root.ts";
import { Failure } from "../report/failure.ts";

/**
 * Makes the data folder and marks it as used by this process: two workerds on the same SQLite files
 * would each believe to be alone. Returns what takes the mark away.
 * @throws Failure when another Parley serves from the folder
 */
export async function lockData(folder: string, port: number): Promise<() => Promise<void>> {
  const path = join(resolve(ROOT, folder), "in-use.json");
  await mkdir(resolve(ROOT, folder), { recursive: true });
  const other = await readLock(path);
  if (other !== undefined && isAlive(other.pid) && (await listens(other.port)))
    throw new Failure(
      `Parley is already running, at http://localhost:${other.port}. Stop that one, or keep the conversations of this one apart: --data .parley/other`,
    );
  await writeFile(path, JSON.stringify({ pid: process.pid, port }));
  return () => rm(path, { force: true });
}

async function readLock(path: string): Promise<{ pid: number; port: number } | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as { pid: number; port: number };
  } catch {
    // None, or cut off in the middle: nobody who runs left it so.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A process id may have passed to a stranger since; a port that answers as well has not. */
function listens(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  return new Promise((resolve) => {
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
  });
}
