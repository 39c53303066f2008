import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { WriteStream } from "node:fs";

/** A log is begun anew when it has become this long, so that it never fills a disk. */
const MAX_BYTES = 8 * 1024 * 1024;
/** Last lines that are kept in memory, for the report of a crash. */
const KEPT_LINES = 15;

/** What one process prints: all of it in a file, the last lines at hand. */
export class LogFile {
  readonly #path: string;
  #stream: WriteStream;
  #bytes = 0;
  #rest = "";
  #lines: string[] = [];

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#path = path;
    this.#stream = this.#open();
  }

  write(data: Buffer): void {
    if (this.#bytes > MAX_BYTES) {
      this.#stream.end();
      this.#stream = this.#open();
      this.#bytes = 0;
    }
    this.#bytes += data.byteLength;
    this.#stream.write(data);
    const lines = (this.#rest + data.toString()).split(/\r?\n/);
    this.#rest = lines.pop() ?? "";
    this.#lines = [...this.#lines, ...lines.filter((line) => line !== "")].slice(-KEPT_LINES);
  }

  lastLines(): string[] {
    return this.#rest === "" ? this.#lines : [...this.#lines, this.#rest];
  }

  close(): void {
    this.#stream.end();
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#path);
    // A log that can't be written (a full disk) is no reason to end a conversation.
    stream.on("error", () => {});
    return stream;
  }
}
