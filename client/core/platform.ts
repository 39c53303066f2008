/** The part of a WebSocket that is used, as browsers, workers and Node have it. */
export interface PlatformSocket {
  binaryType: string;
  readonly readyState: number;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: unknown) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
}

/** A signal of the platform's own: its type where that is known, else what all of them have. */
export type PlatformSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : { readonly aborted: boolean; addEventListener(type: "abort", listener: () => void): void };

/**
 * What the core uses of the platform it runs on. Browsers, workers, Node and React Native all have
 * it, while their types differ, and the core is compiled without any of them.
 */
export interface Platform {
  readonly WebSocket: new (url: string, protocols: string[]) => PlatformSocket;
  readonly fetch: (
    url: string,
    init: { method: string; headers: Record<string, string>; body: string },
  ) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown> }>;
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: never) => void;
  readonly performance: { now(): number };
  readonly AbortController: new () => { readonly signal: PlatformSignal; abort(): void };
}

/** The platform, called as methods of the global object, as browsers demand. */
export const platform = globalThis as unknown as Platform;
