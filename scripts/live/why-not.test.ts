// Why a table has no backup is told in the words of whoever made none of it, and not as if time had run out.

import test from 'ava';
import type { LiveChange } from '../../core/config/live-settings.js';
import type { TableFailure } from '../../core/telling/night-result.js';
import { stageOf } from '../iam/plays.js';
import type { Stage } from './night-testing.js';

async function failures(change: LiveChange, spoil: (one: Stage) => void): Promise<readonly TableFailure[]> {
  const one = stageOf(change);
  spoil(one);
  return (await one.start()).failures;
}

const CASES: readonly (readonly [string, LiveChange, (one: Stage) => void, readonly [tables: number, code: string, why: RegExp]])[] = [
  ['a step that fails at every attempt', { policy: 'emr-first-fit' }, ({ account: { copies } }) => copies.failing.set('orders', 10), [1, 'FAILED', /^emr: the step of orders failed: .*Task attempt failed/]],
  ['clusters that never boot', { policy: 'emr-first-fit' }, ({ account: { emr } }) => { emr.bootsFailing = 10; }, [3, 'FAILED', /ended by itself: BOOTSTRAP_FAILURE/]],
  ['exports that AWS fails', { policy: 'native-export' }, ({ account: { exports } }) => { exports.failing = 30; }, [3, 'FAILED', /^export: .* failed: UNKNOWN/]],
];
for (const [what, change, spoil, [tables, code, why]] of CASES) {
  test(`${what}: told as the reason of each table`, async (t) => {
    const told = await failures(change, spoil);
    t.deepEqual(told.map((one) => [one.state, one.code]), Array.from({ length: tables }, () => ['failed', code]));
    for (const one of told) t.regex(one.why, why);
  });
}
