import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { COCO_LABELS } from "./coco-labels.ts";
import type { Detection } from "./sight.ts";
import { suppressOverlaps } from "./suppress-overlaps.ts";
import { VISION_LIMITS } from "./vision-limits.ts";

/** The picture as the detector sees it: a square with the picture fitted in. */
export interface DetectorInput {
  /** RGB, [side][side][3]. */
  readonly square: Uint8Array;
  /** Size of the picture, in pixels of any scale: only the ratio matters. */
  readonly width: number;
  readonly height: number;
}

export type Detect = (input: DetectorInput) => Detection[];

/** The model's output rows: left, top, right, bottom in pixels of the square, score, class. */
const OUTPUT = "tower_0/detections";

interface ModelFile {
  readonly modelTopology: object;
  readonly format: string;
  readonly signature: Record<string, string>;
  readonly userDefinedMetadata: Record<string, string>;
  readonly weightsManifest: readonly [{ readonly weights: tf.io.WeightsManifestEntry[] }];
}

const SIDE = VISION_LIMITS.detectorSide;

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** A row of the model's output in shares of the picture, without the grey bars. */
function toDetection(row: readonly number[], width: number, height: number): Detection {
  const [left = 0, top = 0, right = 0, bottom = 0, score = 0, kind = -1] = row;
  const scale = SIDE / Math.max(width, height);
  const barX = (SIDE - width * scale) / 2;
  const barY = (SIDE - height * scale) / 2;
  return {
    label: COCO_LABELS[kind] ?? "object",
    score,
    box: {
      left: clamp((left - barX) / (width * scale)),
      top: clamp((top - barY) / (height * scale)),
      right: clamp((right - barX) / (width * scale)),
      bottom: clamp((bottom - barY) / (height * scale)),
    },
  };
}

/**
 * Loads the CenterNet detector (MobileNet 3, COCO's 80 kinds) that @vladmandic/human carries, on
 * TensorFlow.js' WebAssembly backend. One call takes about 0.15 s and blocks its thread.
 */
export async function loadDetector(): Promise<Detect> {
  const require = createRequire(import.meta.url);
  const wasm = dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json"));
  setWasmPaths(`${join(wasm, "dist")}/`);
  await tf.setBackend("wasm");
  await tf.ready();

  // The package's "exports" hide its models, so the way goes over its entry point in dist/.
  const models = join(dirname(require.resolve("@vladmandic/human")), "../models");
  const [json, weights] = await Promise.all([
    readFile(join(models, "centernet.json"), "utf8"),
    readFile(join(models, "centernet.bin")),
  ]);
  const file = JSON.parse(json) as ModelFile;
  const model = await loadGraphModel({
    load: () =>
      Promise.resolve({
        modelTopology: file.modelTopology,
        format: file.format,
        signature: file.signature,
        userDefinedMetadata: file.userDefinedMetadata,
        weightSpecs: file.weightsManifest[0].weights,
        weightData: new Uint8Array(weights).buffer,
      }),
  });

  return ({ square, width, height }) => {
    const rows = tf.tidy(() => {
      const image = tf.tensor4d(Float32Array.from(square), [1, SIDE, SIDE, 3]);
      const output = model.execute(image, OUTPUT) as tf.Tensor;
      return tf.squeeze(output).arraySync() as number[][];
    });
    const found = rows.map((row) => toDetection(row, width, height));
    return suppressOverlaps(found.filter(({ score }) => score >= VISION_LIMITS.possibleScore));
  };
}
