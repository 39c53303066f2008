import { createCaptureFramer } from "./capture-framer.ts";
import { CAPTURE_PROCESSOR } from "./worklet-names.ts";
import { workletScope } from "./worklet-scope.ts";

/** The microphone's first channel → {@link CapturedFrame} messages, their buffers handed over. */
class CaptureProcessor extends workletScope.AudioWorkletProcessor {
  readonly #framer = createCaptureFramer(workletScope.sampleRate);
  #open = true;

  constructor() {
    super();
    this.port.addEventListener("message", () => (this.#open = false));
    this.port.start();
  }

  process(inputs: readonly Float32Array[][]): boolean {
    // No channel means that nothing is connected (yet).
    const block = inputs[0]?.[0];
    if (block !== undefined)
      for (const frame of this.#framer.push(block))
        this.port.postMessage(frame, [frame.samples.buffer]);
    return this.#open;
  }
}

workletScope.registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
