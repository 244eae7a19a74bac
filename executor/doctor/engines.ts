// Which engines of AWS this account and region have.

import type { EngineName } from '../../core/plan.js';
import { UserError, EXIT } from '../../core/errors.js';
import type { Aws } from '../aws.js';
import { ask } from '../faults.js';
import { saysPermission } from '../permission.js';
import { check, critical, ok, skipped, type Check } from './check.js';

/** Where AWS Data Pipeline is (AWS docs, endpoints and quotas). */
const PIPELINE_REGIONS = ['ap-northeast-1', 'ap-southeast-2', 'eu-west-1', 'us-east-1', 'us-west-2'];

/** @param wanted engines that tonight's policy may choose */
export async function engineChecks(aws: Aws, region: string, wanted: readonly EngineName[]): Promise<Check[]> {
  const other = 'choose a policy of another engine: hippolyte policies';
  return [
    await check('data pipeline', async () => {
      if (!wanted.includes('data-pipeline')) return skipped('tonight\'s policy does not use it');
      if (!PIPELINE_REGIONS.includes(region)) return critical(EXIT.config, `AWS Data Pipeline is not in ${region}`, other);
      try {
        await ask(aws, 'datapipeline:ListPipelines', {});
        return ok('this account has it');
      } catch (error) {
        if (!(error instanceof UserError) || error.exitCode !== EXIT.permission || saysPermission(error.cause)) throw error;
        return critical(EXIT.permission, 'refused, and not by a policy: this account has no Data Pipeline, which is closed to new customers since July 2024', other);
      }
    }),
    await check('emr', async () => {
      if (!wanted.includes('emr')) return skipped('tonight\'s policy does not use it');
      await ask(aws, 'elasticmapreduce:ListClusters', { ClusterStates: ['STARTING'] });
      return ok('its clusters can be listed; to launch one cannot be tried without effect');
    }),
  ];
}
