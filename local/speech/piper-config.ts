/** What we use of a Piper voice's `.onnx.json`. */
export interface PiperConfig {
  /** Samples per second. */
  readonly rate: number;
  /** Symbol → ids, with `_` for padding, `^` and `$` for start and end. */
  readonly ids: Readonly<Record<string, readonly number[]>>;
  readonly noiseScale: number;
  readonly lengthScale: number;
  readonly noiseWidth: number;
}

interface ConfigFile {
  readonly audio: { readonly sample_rate: number };
  readonly phoneme_id_map: Readonly<Record<string, readonly number[]>>;
  readonly inference: {
    readonly noise_scale: number;
    readonly length_scale: number;
    readonly noise_w: number;
  };
}

/** Reads the JSON that lies beside a Piper voice. Its integrity is checked where it is fetched. */
export function readPiperConfig(json: string): PiperConfig {
  const file = JSON.parse(json) as ConfigFile;
  return {
    rate: file.audio.sample_rate,
    ids: file.phoneme_id_map,
    noiseScale: file.inference.noise_scale,
    lengthScale: file.inference.length_scale,
    noiseWidth: file.inference.noise_w,
  };
}
