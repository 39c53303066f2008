import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WeightsFile } from "./manifest.ts";

/** What a file was when its checksum was found right; hashing half a gigabyte takes a second. */
interface Verified {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly sha256: string;
}

const RECORD = ".verified.json";

/** Remembers which files have the right checksum, in one small file beside them. */
export class Verifications {
  readonly #folder: string;
  readonly #records: Record<string, Verified>;

  private constructor(folder: string, records: Record<string, Verified>) {
    this.#folder = folder;
    this.#records = records;
  }

  static async open(folder: string): Promise<Verifications> {
    return new Verifications(folder, await readRecords(join(folder, RECORD)));
  }

  /** Whether the file is there with the right bytes; hashes it only when it has changed. */
  async isRight(file: WeightsFile): Promise<boolean> {
    const path = join(this.#folder, file.path);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || found.size !== file.bytes) return false;
    const known = this.#records[file.path];
    const unchanged = known?.bytes === found.size && known.modifiedMs === found.mtimeMs;
    if (unchanged && known.sha256 === file.sha256) return true;
    if ((await sha256Of(path)) !== file.sha256) return false;
    await this.remember(file);
    return true;
  }

  /** Notes that the file as it is now is right. */
  async remember(file: WeightsFile): Promise<void> {
    const { size, mtimeMs } = await stat(join(this.#folder, file.path));
    this.#records[file.path] = { bytes: size, modifiedMs: mtimeMs, sha256: file.sha256 };
    const record = join(this.#folder, RECORD);
    await writeFile(`${record}.part`, JSON.stringify(this.#records, null, 2));
    await rename(`${record}.part`, record);
  }
}

/** A file's SHA-256 in lower-case hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** A record that is missing or damaged only costs hashing again. */
async function readRecords(path: string): Promise<Record<string, Verified>> {
  const text = await readFile(path, "utf8").catch(() => "{}");
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null
      ? { ...(parsed as Record<string, Verified>) }
      : {};
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {};
    throw thrown;
  }
}
