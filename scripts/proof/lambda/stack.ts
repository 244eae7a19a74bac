// The stack of deploy/template.yaml as it would be in the loopback account: its configuration, its roles, its bucket and topic.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { readPolicy, type PolicyDocument } from '../../../fixtures/aws/iam/policy.js';
import type { LoopbackAccount } from '../../../fixtures/aws/account.js';
import { readTemplate, resolved, type Tree } from '../../deploy/template.js';
import { packageRoot } from '../../package.js';

const REGION = 'eu-west-1';
/** The bucket that every scene has. */
export const BUCKET = 'my-bucket';

export interface Stack {
  /** What the function finds in HIPPOLYTE_CONFIG. */
  readonly config: string;
  /** Policies of the role of each function. */
  readonly policies: Readonly<Record<'RunRole' | 'SettleRole', readonly PolicyDocument[]>>;
  /** How long Lambda lets an invocation run. */
  readonly timeoutSeconds: number;
}

/** @param lock instead of the template's, for machines that are busy */
export function deployed({ sts, sns }: LoopbackAccount, lock: { readonly heartbeatSeconds: number; readonly expirySeconds: number }): Stack {
  const template = readTemplate(readFileSync(join(packageRoot(), 'deploy/template.yaml'), 'utf8'));
  const topic = `arn:aws:sns:${REGION}:${sts.account}:hippolyte`;
  sns.topics.set(topic, { confirmed: 1, pending: 0 });
  const defaults = Object.entries(template.Parameters as Readonly<Record<string, { readonly Default?: string | number }>>).map(([name, { Default }]) => [name, String(Default ?? '')]);
  const names: Readonly<Record<string, string>> = {
    ...Object.fromEntries(defaults) as Record<string, string>, HasHealthcheck: 'false',
    'AWS::AccountId': sts.account, 'AWS::Region': REGION, 'AWS::Partition': 'aws', Bucket: BUCKET, Topic: topic,
  };
  const { Function: functions } = template.Globals as { readonly Function: { readonly Timeout: number; readonly Environment: { readonly Variables: Tree } } };
  const config = parse(resolved(functions.Environment.Variables.HIPPOLYTE_CONFIG, names) as string) as { readonly live: object };
  const policiesOf = (role: string): PolicyDocument[] => {
    const { Properties } = (template.Resources as Readonly<Record<string, { readonly Properties: Tree }>>)[role];
    return (resolved(Properties.Policies, names) as readonly { readonly PolicyDocument: object }[]).map(({ PolicyDocument: document }) => readPolicy(JSON.stringify(document)));
  };
  return {
    config: stringify({ ...config, live: { ...config.live, lock } }), timeoutSeconds: functions.Timeout,
    policies: { RunRole: policiesOf('RunRole'), SettleRole: policiesOf('SettleRole') },
  };
}
