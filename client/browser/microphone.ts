import type { AudioInput, AudioInputHandlers } from "../core/audio-ports.ts";
import { meterLevel } from "../core/meter-level.ts";
import type { AudioDevice } from "./audio-device.ts";
import type { CapturedFrame } from "./capture-framer.ts";
// oxlint-disable-next-line import/default -- Vite makes the URL of the bundled worklet the default export.
import workletUrl from "./capture-worklet.ts?worker&url";
import { deviceError, knownDeviceError } from "./device-error.ts";
import { CAPTURE_PROCESSOR } from "./worklet-names.ts";

/** What is asked of the microphone, apart from how echoes are cancelled. */
const CONSTRAINTS: MediaTrackConstraints = {
  channelCount: { ideal: 1 },
  noiseSuppression: true,
  autoGainControl: true,
};

/** What exists from `start` to `stop`. */
interface Capture {
  readonly handlers: AudioInputHandlers;
  stream: MediaStream | undefined;
  /** Takes the graph and the listeners down. */
  release(): void;
}

/** The browser's microphone. */
export function createMicrophone(device: AudioDevice): AudioInput {
  let capture: Capture | undefined;
  let muted = false;
  let level = 0;

  function stop(): void {
    const own = capture;
    capture = undefined;
    level = 0;
    if (own === undefined) return;
    for (const track of own.stream?.getTracks() ?? []) track.stop();
    own.release();
    device.release();
  }

  function fail(own: Capture): void {
    if (capture !== own) return;
    stop();
    own.handlers.onError(knownDeviceError("not-found"));
  }

  /** Builds the graph; `own.release` takes it down. */
  function listen(own: Capture, context: AudioContext, stream: MediaStream): void {
    const source = context.createMediaStreamSource(stream);
    const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, {
      numberOfOutputs: 1,
      channelCount: 1,
      channelCountMode: "explicit",
    });
    node.port.addEventListener("message", (event: MessageEvent<CapturedFrame>) => {
      if (capture !== own || muted) return;
      level = event.data.level;
      own.handlers.onFrame(event.data.samples);
    });
    node.port.start();
    // A graph that leads nowhere is not run; without gain nobody hears it.
    const silent = context.createGain();
    silent.gain.value = 0;
    source.connect(node).connect(silent).connect(context.destination);

    const ended = () => fail(own);
    // Locking a phone ends tracks, sometimes without an event.
    const visible = () => {
      if (stream.getAudioTracks().some((track) => track.readyState === "ended")) fail(own);
    };
    for (const track of stream.getAudioTracks()) track.addEventListener("ended", ended);
    document.addEventListener("visibilitychange", visible);
    own.release = () => {
      document.removeEventListener("visibilitychange", visible);
      for (const track of stream.getAudioTracks()) track.removeEventListener("ended", ended);
      node.port.postMessage("close");
      source.disconnect();
      node.disconnect();
      silent.disconnect();
    };
  }

  return {
    async start(handlers) {
      stop();
      // All of this belongs to the user's gesture: nothing may be awaited before it.
      const context = device.acquire();
      const own: Capture = { handlers, stream: undefined, release: () => {} };
      capture = own;
      const asked = askForStream();
      const loaded = context.audioWorklet.addModule(workletUrl);
      try {
        const [stream] = await Promise.all([
          asked.then((got) => {
            // Stopped while the user was being asked: the device must not stay open.
            if (capture !== own) for (const track of got.getTracks()) track.stop();
            return (own.stream = got);
          }),
          loaded,
        ]);
        if (capture === own) {
          setEnabled(stream, !muted);
          listen(own, context, stream);
        }
      } catch (thrown) {
        if (capture === own) stop();
        throw deviceError(thrown);
      }
    },
    setMuted(next) {
      muted = next;
      if (muted) level = 0;
      if (capture?.stream) setEnabled(capture.stream, !muted);
    },
    get level() {
      return meterLevel(level);
    },
    stop,
  };
}

function setEnabled(stream: MediaStream, enabled: boolean): void {
  for (const track of stream.getAudioTracks()) track.enabled = enabled;
}

/** "all" also cancels what the page itself plays, where the browser knows it; `true` is the rest. */
async function askForStream(): Promise<MediaStream> {
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  if (devices === undefined) throw knownDeviceError("not-supported");
  const all = { ideal: "all" } as unknown as ConstrainBoolean;
  try {
    return await devices.getUserMedia({ audio: { ...CONSTRAINTS, echoCancellation: all } });
  } catch (thrown) {
    const { name } = thrown as { name?: string };
    if (name !== "TypeError" && name !== "OverconstrainedError") throw thrown;
    return devices.getUserMedia({ audio: { ...CONSTRAINTS, echoCancellation: true } });
  }
}
