import type { EngineChoice } from '../../policy.js';

/**
 * EMR clusters with emr-dynamodb-connector, one job step a table, in lanes.
 * Source: awslabs/emr-dynamodb-connector; AWS docs, EMR steps.
 */
export const emrEngine: EngineChoice = {
  name: 'emr',
  summary: 'EMR clusters with emr-dynamodb-connector, one step a table',
  source: 'awslabs/emr-dynamodb-connector; AWS docs, EMR steps',
  engine: () => 'emr',
};
