// One process of the crash world: counts its events, and dies or is told to stop at one of them.
//
// An event is a call of AWS (before it is sent; when its effect is there and nobody has answered) or a step of a file
// (before it; of what is written and not durable yet, any number of bytes survives).

import type { MemoryFiles } from '../../../executor/state/testing.js';
import type { Interruption } from './schedule.js';

const never = (): Promise<never> => new Promise(() => undefined);

export class Life {
  events = 0;
  /** Bytes that are not durable at each event, as far as somebody wants to know. */
  readonly unsyncedBytes: number[] | null;
  dead = false;
  /** Of what was written and is not durable, so many bytes survive the death. */
  keptBytes = 0;
  readonly killed: Promise<null>;
  onDeath: () => void = () => undefined;
  readonly stop = new AbortController();
  readonly hurry = new AbortController();
  readonly #plan: Interruption | null;
  readonly #files: () => MemoryFiles;
  #die: (value: null) => void = () => undefined;

  constructor(plan: Interruption | null, files: () => MemoryFiles, traced: boolean) {
    this.#plan = plan;
    this.unsyncedBytes = traced ? [] : null;
    this.#files = files;
    this.killed = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** One more event; true: the process is dead. */
  event(): boolean {
    if (this.dead) return true;
    this.unsyncedBytes?.push(this.#files().unsyncedBytes());
    const plan = this.#plan;
    if (this.events++ !== plan?.event) return false;
    if (plan.how === 'stop') {
      this.stop.abort('SIGTERM');
      return false;
    }
    this.keptBytes = plan.bytes % (this.#files().unsyncedBytes() + 1);
    this.dead = true;
    this.onDeath();
    this.#die(null);
    return true;
  }

  /** Signals that somebody listens to are never forgotten: whoever was killed would be kept in memory with its whole world. */
  forget(): void {
    this.stop.abort('over');
    this.hurry.abort('over');
  }

  /** The files as this process sees them: nothing answers it once it is dead. */
  mortal(files: MemoryFiles): MemoryFiles {
    return this.#mortal(files, (name, value) => (name === 'openToAppend' ? this.#mortal(value as object, (_, done) => done) : value));
  }

  #mortal<T extends object>(whole: T, given: (name: string | symbol, value: unknown) => unknown): T {
    return new Proxy(whole, {
      get: (target, name): unknown => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]): unknown => {
          if (this.dead) return name === 'read' ? silence() : never();
          const answer = (method as (...all: unknown[]) => unknown).apply(target, args);
          if (!(answer instanceof Promise)) return answer;
          return answer.then((value: unknown) => (this.dead ? never() : given(name, value)));
        };
      },
    });
  }
}

async function* silence(): AsyncGenerator<never> {
  yield await never();
}
