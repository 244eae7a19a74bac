// Everything that can be found out about a night before it begins, without changing anything but one small object in each
// bucket and, if wanted, sending a message that says it is a test.

import { isS3, readS3 } from '../../core/config/places.js';
import type { EngineName } from '../../core/plan.js';
import type { LiveSettings } from '../../core/config/live-settings.js';
import { EXIT } from '../../core/errors.js';
import type { Aws } from '../aws.js';
import type { Clock } from '../clock.js';
import type { Http } from '../notify/ping.js';
import type { Applicant } from '../state/lock-terms.js';
import type { StateStore } from '../state/store.js';
import { accountChecks } from './account.js';
import { bucketChecks } from './bucket.js';
import { check, critical, ok, warning, type Check } from './check.js';
import { engineChecks } from './engines.js';
import { folderCheck } from './folder.js';
import { outsideChecks } from './outside.js';
import { stateChecks } from './state.js';

export interface DoctorParts {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly http: Http;
  readonly live: LiveSettings;
  readonly region: string;
  /** Engines that the policy may choose. */
  readonly engines: readonly EngineName[];
  readonly skewSeconds: () => number | null;
  /** null: state belongs to no account yet. */
  readonly state: StateStore | null;
  readonly applicant: Applicant;
  /** Last night of the collected history; null: none. */
  readonly lastCollected: () => Promise<string | null>;
  /** The night before tonight, YYYY-MM-DD. */
  readonly nightBefore: string;
  /** Whether messages are sent and the lock is tried. */
  readonly tries: boolean;
}

/** All checks, in the order in which a night needs them. */
export async function examine(parts: DoctorParts): Promise<Check[]> {
  const { aws, live, region, engines, tries } = parts;
  const account = await accountChecks({ aws, pinned: live.account, skewSeconds: parts.skewSeconds, exports: engines.includes('export') });
  if (account[0].state === 'critical') return account;
  const owner = live.account ?? (/account (\d{12})$/.exec(account[0].what.split(';')[0]) ?? [])[1] ?? '';
  return [
    ...account,
    ...await engineChecks(aws, region, engines),
    ...await placeChecks(parts, 'destination', live.destination, owner),
    ...await placeChecks(parts, 'state', live.state, owner),
    ...(parts.state === null ? [] : await stateChecks(parts.state, parts.applicant, tries)),
    await check('budget', () => Promise.resolve(live.budgetUsd === null ? critical(EXIT.config, 'no budget is set; run refuses to start', 'set live.budgetUsd') : ok(`a night may cost $${live.budgetUsd.toFixed(2)} at most`))),
    await check('history', async () => {
      const night = await parts.lastCollected();
      if (night === null) return warning('no history is collected: half of the capacity of a table is taken for its application', 'live.history: history, and every night: hippolyte collect');
      return night >= parts.nightBefore ? ok(`up to night ${night}`) : warning(`ends with night ${night}`, 'hippolyte collect every night; look whether its cron job still runs');
    }),
    ...await outsideChecks({ aws, clock: parts.clock, http: parts.http, alerts: live.alerts, region, host: parts.applicant.host, sends: tries }),
  ];
}

async function placeChecks({ aws }: DoctorParts, role: string, place: string | null, account: string): Promise<Check[]> {
  if (place === null) return [await check(role, () => Promise.resolve(critical(EXIT.config, 'is not set; run refuses to start', `set live.${role}`)))];
  if (!isS3(place)) return [await folderCheck(role, place)];
  const read = readS3(place);
  if (typeof read === 'string') return [await check(role, () => Promise.resolve(critical(EXIT.config, read, `correct live.${role}`)))];
  return bucketChecks({ aws, role, ...read, account });
}
