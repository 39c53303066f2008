/** What a processor is made of, in an audio worklet. */
export interface WorkletProcessor {
  readonly port: MessagePort;
}

/** The globals of an audio worklet, which TypeScript's DOM types leave out. */
interface WorkletScope {
  readonly AudioWorkletProcessor: new () => WorkletProcessor;
  /** Of the context, in hertz. */
  readonly sampleRate: number;
  registerProcessor(
    name: string,
    processor: new () => WorkletProcessor & {
      process(inputs: readonly Float32Array[][], outputs: readonly Float32Array[][]): boolean;
    },
  ): void;
}

/** The scope of a worklet's module; of no use anywhere else. */
export const workletScope = globalThis as unknown as WorkletScope;
