// What happens to a world: starts that are killed or told to stop at one of their events, with time between them; then one
// start that nobody disturbs. A schedule has a short text, with which it is played again.

import { isCrashEstate, type CrashEstate } from './estate.js';

export type What = 'run' | 'settle';

/** The n-th event of a start, and what happens there. */
export interface Interruption {
  /** `stop`: SIGTERM; the process may go on and hands back. */
  readonly how: 'kill' | 'stop';
  readonly event: number;
  /** So many bytes of what was written and is not durable survive, modulo what there is. */
  readonly bytes: number;
}

export interface Step extends Interruption {
  readonly what: What;
  /** Until the next start. */
  readonly gapSeconds: number;
}

export interface Schedule {
  readonly estate: CrashEstate;
  readonly steps: readonly Step[];
}

const STEP = /^(run|settle):(kill|stop)@(\d+)\.(\d+)\+(\d+)$/;

/** For example `one run:kill@12.40+120 settle:kill@3.0+600`. */
export function scheduleText({ estate, steps }: Schedule): string {
  return [estate, ...steps.map(({ what, how, event, bytes, gapSeconds }) => `${what}:${how}@${event}.${bytes}+${gapSeconds}`)].join(' ');
}

/** The schedule of a text. @throws Error for what is none */
export function parseSchedule(text: string): Schedule {
  const [estate, ...steps] = text.trim().split(/\s+/);
  if (!isCrashEstate(estate)) throw new Error(`${estate} is no estate of the crash matrix`);
  return {
    estate,
    steps: steps.map((step): Step => {
      const [, what, how, event, bytes, gapSeconds] = STEP.exec(step) ?? [];
      if (what === undefined) throw new Error(`${step} is no step; one looks like run:kill@12.40+120`);
      return { what: what as What, how: how as Step['how'], event: Number(event), bytes: Number(bytes), gapSeconds: Number(gapSeconds) };
    }),
  };
}
