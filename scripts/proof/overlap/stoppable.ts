// A machine whose program can be stopped where it waits, as by SIGSTOP, and go on: time passes meanwhile, answers arrive and
// nobody takes them.

import type { At } from '../../../core/units.js';
import type { Clock } from '../../../executor/clock.js';
import { patientController } from '../../../executor/patient-signal.js';
import type { LiveDoors } from '../../live/doors.js';

export class Stopping {
  /** Waits that have ended, of any kind: for an answer of AWS, for the time, for the disk. */
  waits = 0;
  #gate: Promise<void> | null = null;
  /** Aborts when the program stops: who stands still drives no clock that jumps to the next sleeper. */
  #still = patientController();
  #open: () => void = () => undefined;
  readonly #at: number;
  #reached: () => void = () => undefined;
  /** Resolves at the end of the wait with that number. */
  readonly reached: Promise<void>;
  readonly #stops: boolean;

  /**
   * @param at the number of the wait at whose end the program stops; Infinity: never
   * @param stops false: it is only told that it was there
   */
  constructor(at: number, stops = true) {
    this.#at = at;
    this.#stops = stops;
    this.reached = new Promise((resolve) => {
      this.#reached = resolve;
    });
  }

  stop(): void {
    this.#gate ??= new Promise((resolve) => {
      this.#open = resolve;
    });
    this.#still.abort();
  }

  goOn(): void {
    this.#gate = null;
    this.#still = patientController();
    this.#open();
  }

  /** The same machine, whose program is stopped with this. */
  machine(doors: LiveDoors): LiveDoors {
    const { clock, openAws } = doors;
    return {
      ...doors,
      openAws: async (options) => {
        const aws = await openAws(options);
        return { ...aws, call: (operation, input) => this.#after(aws.call(operation, input)) };
      },
      clock: {
        now: () => clock.now(),
        sleepUntil: async (at, signal) => {
          do await this.#after(this.#sleep(clock, at, signal));
          while (clock.now() < at && signal?.aborted !== true);
        },
        busy: (work) => this.#after(clock.busy(work)),
      },
    };
  }

  /** Until then, until the signal aborts, or until the program stops. */
  async #sleep(clock: Clock, at: At, signal?: AbortSignal): Promise<void> {
    const wake = patientController();
    const abort = (): void => wake.abort();
    const signals = [this.#still.signal, ...(signal === undefined ? [] : [signal])];
    for (const one of signals) one.addEventListener('abort', abort);
    if (signals.some(({ aborted }) => aborted)) abort();
    await clock.sleepUntil(at, wake.signal);
    for (const one of signals) one.removeEventListener('abort', abort);
  }

  async #after<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      if (++this.waits === this.#at) {
        if (this.#stops) this.stop();
        this.#reached();
      }
      await this.#gate;
    }
  }
}
