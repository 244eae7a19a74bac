// Hours in seconds, for processes and for the AWS that they share: one file says what time it is. In a child its own timers
// and clocks follow it; those of the SDK and of Node, which wait for sockets, stay the machine's. Support for tests: the
// program does not know of it.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { At, Seconds } from '../../../core/units.js';

interface Times {
  /** What time it was when the machine's monotonic clock, the same in all processes, stood at `baseNs`. */
  readonly startAt: At;
  readonly baseNs: string;
  /** Seconds of the world in a second of the machine. */
  readonly factor: number;
  /** How far the world has leapt since: both clocks of everybody. */
  readonly leaptSeconds: Seconds;
  /** How far the wall clock of the programs is off. */
  readonly wallOffSeconds: Seconds;
}

function elapsed({ baseNs, factor, leaptSeconds }: Times, nowNs: bigint): Seconds {
  return (Number(nowNs - BigInt(baseNs)) / 1e9) * factor + leaptSeconds;
}

/** The time of one test. */
export class WorldTime {
  readonly file: string;
  #times: Times;

  constructor(file: string, startAt: At, factor: number) {
    this.file = file;
    this.#times = { startAt, baseNs: String(process.hrtime.bigint()), factor, leaptSeconds: 0, wallOffSeconds: 0 };
    this.#tell();
  }

  now(): At {
    return this.#times.startAt + elapsed(this.#times, process.hrtime.bigint());
  }

  /** So much time passes at once, for everybody, as where a process was stopped meanwhile. */
  leap(seconds: Seconds): void {
    this.#times = { ...this.#times, leaptSeconds: this.#times.leaptSeconds + seconds };
    this.#tell();
  }

  /** From now on the wall clock of the programs is off by so much; AWS's is not, nor is anybody's monotonic one. */
  setWallOff(seconds: Seconds): void {
    this.#times = { ...this.#times, wallOffSeconds: seconds };
    this.#tell();
  }

  #tell(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.#times));
    renameSync(`${this.file}.new`, this.file);
  }
}

/** The file is looked at again after so long. */
const FRESH_NS = 1_000_000n;

/** In a child, before anything else: puts the world's time in the place of the machine's. */
export function followWorldTime(file: string): void {
  let times: Times | null = null;
  let readNs = 0n;
  const look = (): readonly [Times, Seconds] => {
    const nowNs = process.hrtime.bigint();
    if (times === null || nowNs - readNs > FRESH_NS) [times, readNs] = [JSON.parse(readFileSync(file, 'utf8')) as Times, nowNs];
    return [times, elapsed(times, nowNs)];
  };
  const wallMs = (): number => {
    const [{ startAt, wallOffSeconds }, seconds] = look();
    return Math.floor((startAt + seconds + wallOffSeconds) * 1000);
  };
  const Machine = Date;
  globalThis.Date = class extends Machine {
    static override now = wallMs;
    constructor(...given: []) {
      super(...(given.length === 0 ? [wallMs()] as unknown as [] : given));
    }
  } as DateConstructor;
  Object.defineProperty(performance, 'now', { value: () => look()[1] * 1000 });
  const machineTimeout = globalThis.setTimeout;
  const timeout = (act: () => void, ms?: number, ...args: []): NodeJS.Timeout => machineTimeout(act, (ms ?? 0) / (isOurs() ? look()[0].factor : 1), ...args);
  globalThis.setTimeout = Object.defineProperties(timeout, Object.getOwnPropertyDescriptors(machineTimeout)) as unknown as typeof setTimeout;
}

/** Is it a file of the program that has asked, two calls above? */
function isOurs(): boolean {
  const caller = (new Error().stack ?? '').split('\n')[3] ?? '';
  return !caller.includes('node_modules') && !caller.includes('node:');
}
