/** Name of the processor that capture-worklet.ts registers. */
export const CAPTURE_PROCESSOR = "parley-capture";
/** Name of the processor that playback-worklet.ts registers. */
export const PLAYBACK_PROCESSOR = "parley-playback";
