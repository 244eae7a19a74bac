// How many calls AWS takes at every moment, and whether a night kept to it.

import type { At, Seconds } from '../../../core/units.js';
import type { Operation } from '../../../executor/aws.js';

export interface RateLimit {
  readonly calls: number;
  readonly seconds: Seconds;
  readonly source: string;
}

/** What is published, and for the reads of tables what practice has found. */
export const RATE_LIMITS: Readonly<Partial<Record<Operation, RateLimit>>> = {
  'dynamodb:DescribeContinuousBackups': { calls: 10, seconds: 1, source: 'AWS API reference, DescribeContinuousBackups' },
  'dynamodb:ListTagsOfResource': { calls: 10, seconds: 1, source: 'AWS API reference, ListTagsOfResource' },
  'dynamodb:DescribeLimits': { calls: 1, seconds: 60, source: 'AWS API reference, DescribeLimits' },
  'dynamodb:DescribeTable': { calls: 2500, seconds: 1, source: 'found in practice' },
  'dynamodb:ListTables': { calls: 2500, seconds: 1, source: 'found in practice' },
  'dynamodb:DescribeTimeToLive': { calls: 2500, seconds: 1, source: 'taken to be a read as the others' },
  'cloudwatch:GetMetricData': { calls: 50, seconds: 1, source: 'AWS docs, CloudWatch service quotas' },
};

/** The most calls in any span of so many seconds, its end not included. */
export function mostWithin(times: readonly At[], seconds: Seconds): number {
  let [most, first] = [0, 0];
  for (let last = 0; last < times.length; last++) {
    while (times[last] - times[first] >= seconds) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
