import { rootMeanSquare } from "../../shared/audio/pcm.ts";
import { createPlaybackQueue } from "./playback-queue.ts";
import type { PlaybackCommand, PlaybackNews } from "./playback-messages.ts";
import { PLAYBACK_PROCESSOR } from "./worklet-names.ts";
import { workletScope } from "./worklet-scope.ts";

const SILENCE = new Float32Array(1);

/** {@link PlaybackCommand} messages → sound, and reports of how far it came. */
class PlaybackProcessor extends workletScope.AudioWorkletProcessor {
  readonly #queue = createPlaybackQueue(workletScope.sampleRate);
  #open = true;

  constructor() {
    super();
    this.port.addEventListener("message", (event: MessageEvent<PlaybackCommand>) =>
      this.#take(event.data),
    );
    this.port.start();
  }

  process(_inputs: readonly Float32Array[][], outputs: readonly Float32Array[][]): boolean {
    const channels = outputs[0] ?? [];
    const first = channels[0];
    if (first === undefined) return this.#open;
    this.#queue.render(first);
    for (const channel of channels.slice(1)) channel.set(first);
    this.#tell(first);
    return this.#open;
  }

  #tell(sound: Float32Array): void {
    const reports = this.#queue.takeReports();
    if (reports.length === 0) return;
    const news: PlaybackNews = { reports, level: rootMeanSquare(sound) };
    this.port.postMessage(news);
  }

  #take(command: PlaybackCommand): void {
    switch (command.type) {
      case "write":
        this.#queue.write(command.turn, command.position, command.samples);
        return;
      case "end":
        this.#queue.end(command.turn);
        return;
      case "hold":
      case "release":
      case "flush":
        this.#queue[command.type](command.turn);
        // What is silent already is told at once: a context that is suspended renders nothing.
        this.#tell(SILENCE);
        return;
      case "close":
        this.#open = false;
    }
  }
}

workletScope.registerProcessor(PLAYBACK_PROCESSOR, PlaybackProcessor);
