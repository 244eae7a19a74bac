// What must be chosen before anything may be touched: told all at once, before anything is asked of AWS.

import { EXIT, UserError, type Issue } from '../../core/errors.js';
import { isS3 } from '../../core/config/places.js';
import type { Plan } from '../../core/plan.js';
import type { LiveConfig } from './live-config.js';

/** @throws UserError (78) naming what is missing in the configuration */
export function refuseUnready({ live, path }: LiveConfig): void {
  const missing: Issue[] = [];
  const need = (key: string, what: string): void => void missing.push({ where: path, what: `live.${key} is not set: ${what}` });
  if (live.account === null) need('account', 'name the account that may be touched, 12 digits in quotes');
  if (live.destination === null) need('destination', 'name where backups go, s3://bucket/prefix or a folder');
  if (live.budgetUsd === null) need('budgetUsd', 'name what a night may cost at the very most; hippolyte plan tells the ceiling of tonight');
  if (missing.length > 0) throw new UserError(EXIT.config, missing);
}

/** What the engines of a plan need. @throws UserError (78) */
export function refuseEngines({ lanes, policy }: Plan, { live, path }: LiveConfig): void {
  const engines = [...new Set(lanes.map(({ engine }) => engine))].filter((engine) => engine !== 'scan');
  const missing: Issue[] = [];
  if (engines.length > 0 && live.destination !== null && !isS3(live.destination)) {
    missing.push({ where: path, what: `live.destination is a folder of this machine, to which ${engines.join(' and ')} cannot write: name s3://bucket/prefix, or another policy than ${policy}` });
  }
  if (engines.includes('emr') && live.emr.toolsJar === null) missing.push({ where: path, what: 'live.emr.toolsJar is not set: the path of emr-dynamodb-tools, s3://bucket/path.jar' });
  if (missing.length > 0) throw new UserError(EXIT.config, missing);
}
