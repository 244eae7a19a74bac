// A door to AWS with one call that goes wrong: killed, lost, late, throttled, or answered with holes.

import type { Seconds } from '../../core/units.js';
import type { Aws, Operation } from '../../executor/aws.js';

const LATE_SECONDS: Seconds = 20;

/** What becomes of the call, and of its answer. */
export type Loss = 'not done' | 'done' | 'done late' | 'throttled' | 'holes';
type Clock = { now(): number; sleepUntil(at: number): Promise<void> };

/** Notes the operations that are called. */
export function recorded(aws: Aws, calls: Operation[]): Aws {
  return {
    call: (operation, input) => {
      calls.push(operation);
      return aws.call(operation, input);
    },
  };
}

/** The n-th call (from 0) is lost in a way; the others are as they are. */
export function losing(aws: Aws, clock: Clock, n: number, loss: Loss): Aws {
  let number = 0;
  return {
    call: async (operation, input) => {
      if (number++ !== n) return aws.call(operation, input);
      if (loss === 'throttled') throw failure('ThrottlingException', 400);
      if (loss === 'done late') void clock.sleepUntil(clock.now() + LATE_SECONDS).then(() => aws.call(operation, input)).catch(() => undefined);
      if (loss === 'done' || loss === 'holes') await aws.call(operation, input);
      if (loss === 'holes') return { $metadata: {} } as never;
      throw failure('TimeoutError');
    },
  };
}

/** The program dies before or after its n-th call: no call of it is answered any more. */
export function mortal(aws: Aws, n: number, when: 'before' | 'after'): { readonly aws: Aws; readonly killed: Promise<void> } {
  let [number, dead] = [0, false];
  let kill!: () => void;
  const killed = new Promise<void>((resolve) => (kill = resolve));
  const never = (): Promise<never> => {
    dead = true;
    kill();
    return new Promise(() => undefined);
  };
  return {
    killed,
    aws: {
      call: async (operation, input) => {
        const mine = number++;
        if (dead || (mine === n && when === 'before')) return never();
        const answer = await aws.call(operation, input);
        return dead || mine === n ? never() : answer;
      },
    },
  };
}

function failure(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(name), { name, ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }) });
}
