import type { BrowserContext, Page } from "playwright-core";
import { pcm16ToInt16 } from "../../shared/audio/pcm.ts";

/** What a page has played, mixed, as the loudspeaker got it. */
export interface PlayedSound {
  readonly rate: number;
  readonly samples: Int16Array;
}

interface Tapped {
  readonly chunks: Float32Array[];
  rate: number;
}

declare global {
  interface Window {
    playedSound: Tapped;
  }
}

/**
 * Lets every page of the context keep what it plays: whatever is connected to an audio context's
 * destination is recorded on its way. To be called before a page is opened.
 */
export async function tapSound(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const tapped: Tapped = { chunks: [], rate: 0 };
    window.playedSound = tapped;
    const taps = new WeakMap<BaseAudioContext, ScriptProcessorNode>();
    type Connect = (this: AudioNode, to: AudioNode | AudioParam, ...rest: number[]) => AudioNode;
    // oxlint-disable-next-line typescript/unbound-method -- It is only ever called with a `this`.
    const connect = AudioNode.prototype.connect as Connect;
    const tapOf = (context: BaseAudioContext): ScriptProcessorNode => {
      const known = taps.get(context);
      if (known !== undefined) return known;
      // The largest buffer: a busy page loses the least. A worklet would need a script that the
      // page's own policy forbids.
      const tap = context.createScriptProcessor(16_384, 1, 1);
      tapped.rate = context.sampleRate;
      tap.addEventListener("audioprocess", ({ inputBuffer }) => {
        tapped.chunks.push(inputBuffer.getChannelData(0).slice());
      });
      connect.call(tap, context.destination);
      taps.set(context, tap);
      return tap;
    };
    AudioNode.prototype.connect = function (this: AudioNode, to, ...rest) {
      if (to instanceof AudioDestinationNode) connect.call(this, tapOf(this.context));
      return connect.call(this, to, ...(rest as number[]));
    };
  });
}

/** How many samples the page has played so far. */
export function playedLength(page: Page): Promise<number> {
  return page.evaluate(() =>
    window.playedSound.chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  );
}

/** What the page has played from sample `from` on. */
export async function playedSound(page: Page, from = 0): Promise<PlayedSound> {
  const { rate, base64 } = await page.evaluate((first) => {
    const { chunks, rate } = window.playedSound;
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const all = new Int16Array(Math.max(0, length - first));
    let at = -first;
    for (const chunk of chunks)
      for (const sample of chunk) {
        if (at >= 0) all[at] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
        at++;
      }
    const bytes = new Uint8Array(all.buffer);
    let text = "";
    for (let i = 0; i < bytes.length; i += 8_192)
      text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
    return { rate, base64: btoa(text) };
  }, from);
  return { rate, samples: pcm16ToInt16(new Uint8Array(Buffer.from(base64, "base64"))) };
}
