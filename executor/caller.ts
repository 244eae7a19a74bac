// Who asks: the account of the credentials, checked before anything else is asked of it.

import { EXIT, refuse } from '../core/errors.js';
import type { Aws } from './aws.js';
import { ask, garbage } from './faults.js';

const ACTION = 'sts:GetCallerIdentity';

export interface Caller {
  /** 12 digits. */
  readonly account: string;
  readonly arn: string;
}

/**
 * @param pinned the account that may be touched; null: any
 * @throws UserError (77) for another account; as `ask` for what keeps it from being known
 */
export async function callerOf(aws: Aws, pinned: string | null): Promise<Caller> {
  const answer = await ask(aws, ACTION, {});
  const { Account: account, Arn: arn = '' } = answer ?? {};
  if (account === undefined || !/^\d{12}$/.test(account)) throw garbage(ACTION, `gave the account ${JSON.stringify(account ?? null)}`);
  if (pinned !== null && account !== pinned) {
    refuse(EXIT.permission, 'live.account', `is ${pinned}, but these credentials belong to ${account} (${arn}); sign in to the other account, or correct the configuration`);
  }
  return { account, arn };
}
