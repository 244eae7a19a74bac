// One thing after the other. The night asks an engine one thing at a time, but what took too long is taken as not answered
// and asked again while it is still under way.

export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work when all that was asked before is over, whatever came of it. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
