/**
 * Passes `source` on while it keeps up to `ahead` items more in the making than were read: the one
 * place where stages look ahead.
 */
export async function* prefetch<T>(source: AsyncIterable<T>, ahead: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const pending: Promise<IteratorResult<T>>[] = [];
  const pull = (): void => {
    const next = iterator.next();
    // A rejection is thrown where it is awaited; until then it must not count as unhandled.
    next.catch(() => undefined);
    pending.push(next);
  };
  try {
    for (let i = 0; i <= ahead; i++) pull();
    for (;;) {
      const result = await pending.shift();
      if (result === undefined || result.done === true) return;
      pull();
      yield result.value;
    }
  } finally {
    await iterator.return?.(undefined);
  }
}
