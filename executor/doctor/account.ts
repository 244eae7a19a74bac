// Whether the account can be read as a night reads it, and what cannot be known without changing it.

import { EXIT } from '../../core/errors.js';
import { callerOf, type Caller } from '../caller.js';
import type { Aws } from '../aws.js';
import { ask } from '../faults.js';
import { describeLimits, describePitr, describeTable, listTables } from '../tables.js';
import { check, critical, ok, skipped, unproven, warning, type Check } from './check.js';

/** Further apart, AWS refuses signatures (5 minutes; AWS docs, Signature Version 4), and windows are not where they should be. */
const SKEW_SECONDS_MAX = 300;
const SKEW_SECONDS_GOOD = 5;
/** Tables that are asked for point-in-time recovery; a night asks all. */
const PITR_TABLES_MAX = 200;

export interface AccountParts {
  readonly aws: Aws;
  /** live.account. */
  readonly pinned: string | null;
  /** AWS's clock minus ours, as the last answers said; null: no answer said it. */
  readonly skewSeconds: () => number | null;
  /** Whether tonight's policy may choose exports. */
  readonly exports: boolean;
}

/** Credentials first: nothing else is asked without them. */
export async function accountChecks(parts: AccountParts): Promise<Check[]> {
  const { aws, pinned } = parts;
  let caller: Caller | null = null;
  const checks = [await check('credentials', async () => {
    caller = await callerOf(aws, pinned);
    const who = `${caller.arn} of account ${caller.account}`;
    return pinned === null ? warning(`${who}; live.account pins none`, `set live.account: "${caller.account}"; run refuses to start without it`) : ok(who);
  })];
  if (caller === null) return checks;
  let names: string[] = [];
  checks.push(await check('tables', async () => {
    names = await listTables(aws);
    if (names.length === 0) return warning('no table in this region', 'check the region');
    await describeTable(aws, names[0]);
    return ok(`${names.length} tables are listed, ${names[0]} is described`);
  }));
  checks.push(await check('clock', () => Promise.resolve(clockAnswer(parts.skewSeconds()))));
  checks.push(await check('quotas', async () => {
    const { accountRcu, tableRcu } = await describeLimits(aws);
    if (accountRcu === null || tableRcu === null) return warning('DynamoDB tells no quotas', 'run again; quotas are in the console of Service Quotas');
    return ok(`read capacity: ${accountRcu} of the account, ${tableRcu} of a table`);
  }));
  checks.push(await check('autoscaling', async () => {
    await ask(aws, 'application-autoscaling:DescribeScalableTargets', { ServiceNamespace: 'dynamodb', MaxResults: 1 });
    return ok('its targets can be read');
  }));
  checks.push(await check('recovery', () => (parts.exports ? recovery(aws, names) : Promise.resolve(skipped('no export is planned')))));
  checks.push(await check('changes', () => Promise.resolve(changes(caller?.arn ?? ''))));
  return checks;
}

function clockAnswer(skew: number | null): ReturnType<typeof ok> {
  if (skew === null) return unproven('no answer told the time', 'compare by hand: date -u');
  const size = Math.abs(skew);
  const text = `this machine is ${size.toFixed(0)} s ${skew > 0 ? 'behind' : 'ahead of'} AWS`;
  if (size > SKEW_SECONDS_MAX) return critical(EXIT.config, text, 'set the clock: timedatectl set-ntp true');
  return size > SKEW_SECONDS_GOOD ? warning(text, 'set the clock: timedatectl set-ntp true') : ok(size < 1.5 ? 'as the one of AWS' : text);
}

async function recovery(aws: Aws, names: readonly string[]): Promise<ReturnType<typeof ok>> {
  const without: string[] = [];
  for (const name of names.slice(0, PITR_TABLES_MAX)) if ((await describePitr(aws, name)) === false) without.push(name);
  const asked = Math.min(names.length, PITR_TABLES_MAX);
  if (without.length === 0) return ok(`point-in-time recovery is on for ${asked} of ${asked} tables that were asked`);
  return warning(`point-in-time recovery is off for ${without.length} of ${asked} tables, ${without[0]} first`, `they cannot be exported: aws dynamodb update-continuous-backups --table-name=${without[0]} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`);
}

/** What changes something has no dry call in DynamoDB, Application Auto Scaling, EMR or Data Pipeline: IAM can be asked instead. */
function changes(arn: string): ReturnType<typeof ok> {
  const actions = 'dynamodb:UpdateTable application-autoscaling:RegisterScalableTarget dynamodb:Scan';
  return unproven('dynamodb:UpdateTable, application-autoscaling:RegisterScalableTarget and dynamodb:Scan cannot be tried without effect', `compare with docs/iam/run.json, or: aws iam simulate-principal-policy --policy-source-arn ${principalOf(arn)} --action-names ${actions}`);
}

/** IAM knows roles, not their sessions: arn:aws:sts::1:assumed-role/NAME/session is arn:aws:iam::1:role/NAME. */
export function principalOf(arn: string): string {
  return arn.replace(/^arn:([a-z-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
}
