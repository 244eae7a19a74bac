// Some calls at a time, their answers in the order of the questions.

/** Answers in the order of `items`, with at most `width` calls under way. The first failure ends it. */
export async function* inOrder<T, R>(items: readonly T[], width: number, call: (item: T) => Promise<R>): AsyncGenerator<R> {
  const underway: Promise<R>[] = [];
  for (const item of items) {
    const promise = call(item);
    // A failure is thrown when its turn comes; until then nobody waits for it.
    promise.catch(() => undefined);
    underway.push(promise);
    if (underway.length >= width) yield await (underway.shift() as Promise<R>);
  }
  for (const promise of underway) yield await promise;
}
