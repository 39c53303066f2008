/**
 * Aborts when the process is told to end (Ctrl-C, a signal, the terminal closed) or when its parent
 * has died, whose channel then closes.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) return;
    controller.abort(new DOMException("The command was ended.", "AbortError"));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.channel) {
    process.on("disconnect", stop);
    // Waiting for the parent's death alone is no reason to stay.
    process.channel.unref();
  }
  return controller.signal;
}
