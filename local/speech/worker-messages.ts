/** What the main thread tells a model's worker. */
export type ToWorker<Input> =
  | { readonly type: "run"; readonly id: number; readonly input: Input }
  /** The asker is gone: stop between two steps and say no more about this run. */
  | { readonly type: "cancel"; readonly id: number };

/** What a model's worker tells the main thread. */
export type FromWorker<Output> =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "value"; readonly id: number; readonly value: Output }
  | { readonly type: "end"; readonly id: number }
  | { readonly type: "error"; readonly id: number; readonly message: string };
