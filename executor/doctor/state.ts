// Whether the lock locks, and whether earlier runs owe anything.

import { EXIT } from '../../core/errors.js';
import type { Applicant } from '../state/lock-terms.js';
import type { StateStore } from '../state/store.js';
import { check, critical, ok, warning, type Check } from './check.js';

/** @param tries whether the lock may be taken for a moment; a monitor only looks */
export async function stateChecks(state: StateStore, applicant: Applicant, tries: boolean): Promise<Check[]> {
  return [
    await check('lock', async () => {
      const seen = await state.lock.inspect();
      if (seen?.held === true) return ok(`held by run ${seen.record?.runId ?? 'unknown'} on ${seen.record?.host ?? 'unknown'}; it is not tried`);
      return tries ? tryLock(state, applicant) : ok('free');
    }),
    await check('settled', async () => {
      const seen = await state.lock.inspect();
      const open = await state.unsettled();
      if (open.length === 0) return ok('no earlier run owes anything');
      const names = open.map(({ runId }) => runId).slice(-3).join(', ');
      if (seen?.held === true) return ok(`${open.length} runs are under way or not settled: ${names}`);
      return critical(EXIT.unhealed, `${open.length} earlier runs are not settled: ${names}; capacity may still be raised`, 'hippolyte settle');
    }),
  ];
}

/** Takes the lock, sees that a second one is refused, and gives it back. */
async function tryLock(state: StateStore, applicant: Applicant): Promise<ReturnType<typeof ok>> {
  const first = await state.lock.acquire(applicant);
  if ('heldBy' in first) return ok(`taken by run ${first.heldBy.record?.runId ?? 'unknown'} just now; it is not tried`);
  try {
    const second = await state.lock.acquire(applicant);
    if (!('heldBy' in second)) {
      await second.release();
      return critical(EXIT.io, `${state.where} gave the lock to two at once`, 'keep live.state on a local disk, or in a bucket of AWS');
    }
    first.check();
    await first.verify();
  } finally {
    await first.release();
  }
  const after = await state.lock.inspect();
  return after?.held === true ? warning('it was not given back', `hippolyte unlock --id ${after.id}`) : ok(`${state.where}: taken, refused to a second, given back`);
}
