// A short night in the process with its state in a folder or in a bucket, and who sent what.

import { withSettings } from '../../../core/settings.js';
import type { NightResult } from '../../../core/telling/night-result.js';
import { openDestination } from '../../../executor/archive/destination.js';
import { MUTATING, type Operation } from '../../../executor/aws.js';
import { LoopbackBucket } from '../../../fixtures/aws/s3/bucket.js';
import { makeStage, type Stage } from '../../live/night-testing.js';
import { backedUp, fillShort, owned, SHORT_NIGHT } from '../short-night/estate.js';
import type { Stopping } from './stoppable.js';

export const STORES = ['a folder', 'a bucket'] as const;
export type Store = (typeof STORES)[number];
const NIGHT = '2026-06-10';

/** A start that was begun. */
export interface Started {
  readonly result: Promise<NightResult>;
  /** Actions that it has sent, in their order. */
  readonly sent: readonly string[];
  /** How many of them change the account. */
  readonly mutating: () => number;
}

export interface ShortStage extends Stage {
  /** Begins a start on a machine of its own. @param answered told each action when AWS has carried it out */
  readonly begin: (stopping?: Stopping, answered?: (action: string) => void) => Started;
  /** What must be at the end as it was at the beginning. */
  readonly owned: () => object;
  /** Items of the verified backups, by table. */
  readonly backups: () => Promise<Map<string, number | null>>;
}

/** @param more tables beside those of the estate, each of which must be raised */
export function shortStage(store: Store, more = 0): ShortStage {
  const places = store === 'a bucket' ? { state: 's3://my-bucket/state', destination: 's3://my-bucket/backups' } : {};
  const made = makeStage({ ...places, budgetUsd: 50 });
  const { account, clock, doors, startOn } = made;
  account.s3.buckets.set('my-bucket', new LoopbackBucket({ versioning: 'Enabled' }));
  fillShort(account, more);
  const config = { ...made.config, settings: withSettings(made.config.settings, SHORT_NIGHT) };
  const begin: ShortStage['begin'] = (stopping, answered) => {
    const sent: string[] = [];
    const own = doors({ before: (action) => void sent.push(action), after: (action) => void answered?.(action) });
    const result = startOn(stopping?.machine(own) ?? own, { config });
    return { result, sent, mutating: () => sent.filter((action) => MUTATING.has(action as Operation)).length };
  };
  return {
    ...made, config, begin, owned: () => owned(account),
    backups: () => backedUp(openDestination(config.live.destination ?? '', { aws: doors().door, clock, account: null }), NIGHT),
  };
}
