// The least calls with which a night can be had, by operation, as arithmetic. What is asked more often than once is so because
// it is asked at another time: what a plan was made of says nothing of how a table is when it is copied, or was left.

import { SKIP } from '../../../core/plan.js';
import type { LivePlan } from '../../../core/live/live-plan.js';
import type { Operation } from '../../../executor/aws.js';
import type { ManyTables } from './estate.js';

/** Tables of a page of ListTables, and targets or policies of one of Application Auto Scaling (AWS API references). */
const NAMES_A_PAGE = 100;
const TARGETS_A_PAGE = 50;
/** The survey before the night, and the one that the page is drawn from. */
const SURVEYS = 2;

/** Of the control planes alone. */
export function leastCalls({ plan: { columns }, tables }: LivePlan, { provisioned, scaled }: ManyTables): ReadonlyMap<Operation, number> {
  const copied = tables.filter(({ index }) => columns.skip[index] === SKIP.none).length;
  const raised = tables.filter(({ index }) => columns.toRcu[index] > columns.fromRcu[index]).length;
  const suspended = tables.filter(({ index }) => columns.suspends[index] === 1).length;
  return new Map<Operation, number>([
    ['sts:GetCallerIdentity', SURVEYS], // whose account it is, before each
    ['dynamodb:ListTables', SURVEYS * Math.ceil(tables.length / NAMES_A_PAGE)],
    ['dynamodb:DescribeLimits', 1],
    // Surveyed twice, described in its backup, and of a raised one seen: that it is raised, and that it is lowered.
    ['dynamodb:DescribeTable', SURVEYS * tables.length + copied + 2 * raised],
    ['dynamodb:DescribeTimeToLive', copied],
    ['dynamodb:DescribeContinuousBackups', copied],
    ['dynamodb:ListTagsOfResource', copied],
    ['dynamodb:UpdateTable', 2 * raised],
    ['application-autoscaling:RegisterScalableTarget', 2 * suspended],
    ['application-autoscaling:DescribeScalableTargets', SURVEYS * Math.ceil(provisioned / TARGETS_A_PAGE) + copied],
    ['application-autoscaling:DescribeScalingPolicies', SURVEYS * Math.ceil(scaled / TARGETS_A_PAGE) + scaled],
    ['application-autoscaling:DescribeScheduledActions', scaled],
  ]);
}
