import type { EngineChoice } from '../../policy.js';

/** 100 objects a pipeline (AWS docs, Data Pipeline limits) without Default and EmrCluster, one object a table. */
const TABLES_PER_PIPELINE = 98;

/**
 * AWS Data Pipeline with one object a table: name and path stand in the step itself, so a pipeline takes 98 tables where
 * the layout of 2017 takes 32.
 * Source: data-pipeline-samples, dynamo-db-export/DynamoDB-export.json; AWS docs, Data Pipeline limits.
 */
export const dataPipeline98Engine: EngineChoice = {
  name: 'data-pipeline-98',
  summary: 'AWS Data Pipeline with one object a table, 98 tables a pipeline',
  source: 'awslabs/data-pipeline-samples, DynamoDB-export.json',
  engine: () => 'data-pipeline',
  tablesPerLane: TABLES_PER_PIPELINE,
};
