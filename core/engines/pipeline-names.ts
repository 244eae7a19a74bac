// How pipelines of a night are called, and the call that makes one: AWS makes one for a pair of name and unique id, however
// often it is asked.

import type { LaneToken } from './emr-request.js';
import type { Plan } from '../plan.js';

/** The pipeline that is a launch's own. */
export function ownPipelineName({ runId, lane, launch }: Pick<LaneToken, 'runId' | 'lane' | 'launch'>): string {
  return `hippolyte-${runId}-lane-${lane}-launch-${launch}`;
}

/** The long-lived pipeline that a lane uses night after night; null: the pool has none for it. */
export function poolPipelineName(plan: Plan, lane: number, region: string, pool: number): string | null {
  const slot = plan.lanes.slice(0, lane).filter(({ engine }) => engine === 'data-pipeline').length;
  return slot < pool ? `hippolyte-${region}-pool-${slot}` : null;
}

/** The input of CreatePipeline. */
export function pipelineRequest(name: string, token: LaneToken) {
  const { runId, night, lane, launch } = token;
  const own: readonly (readonly [string, string])[] = [['hippolyte:run', runId], ['hippolyte:night', night], ['hippolyte:lane', String(lane)], ['hippolyte:launch', String(launch)]];
  const tags = name === ownPipelineName(token) ? own : [['hippolyte:pool', name] as const];
  return {
    name, uniqueId: name, description: 'DynamoDB backups of hippolyte',
    // AWS's managed policies let Data Pipeline touch only what carries this tag.
    tags: [...tags, ['dynamodbdatapipeline', 'true'] as const].map(([key, value]) => ({ key, value })),
  };
}
