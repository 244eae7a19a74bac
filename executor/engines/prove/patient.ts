// Reading a backup back may take long, fail, or hang with the storage. The night looks at clusters meanwhile.

import type { Seconds } from '../../../core/units.js';
import type { Clock } from '../../clock.js';
import type { Finished, PatientProve, PatientVerdict, Prove, Verdict } from './proof.js';

/** A look waits so long for a proof; what takes longer is collected by a later look. */
const PATIENCE_SECONDS: Seconds = 20;
/** Tries to read an output back, a look apart, before the copy counts as none. */
const TRIES_MAX = 10;

/** The same proof with an end to each wait, and to the tries. One that is under way is not begun a second time. */
export function patiently<T extends Finished>(prove: Prove<T>, clock: Clock): PatientProve<T> {
  const underway = new Map<string, Promise<Verdict>>();
  const tries = new Map<string, number>();
  const settle = (key: string, verdict: Verdict): PatientVerdict => {
    underway.delete(key);
    if (verdict.verdict !== 'unknown') return verdict;
    const tried = (tries.get(key) ?? 0) + 1;
    tries.set(key, tried);
    return tried < TRIES_MAX ? { verdict: 'pending' } : { verdict: 'faulty', what: 'it cannot be read back' };
  };
  return async (copy) => {
    const key = `${copy.table} ${copy.attempt}`;
    const proof = underway.get(key) ?? prove(copy);
    underway.set(key, proof);
    const timer = new AbortController();
    try {
      const verdict = await Promise.race([proof, clock.sleepUntil(clock.now() + PATIENCE_SECONDS, timer.signal)]);
      return verdict === undefined ? { verdict: 'pending' } : settle(key, verdict);
    } catch (error) {
      underway.delete(key);
      throw error;
    } finally {
      timer.abort('over');
    }
  };
}
