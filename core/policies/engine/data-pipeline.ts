import type { EngineChoice } from '../../policy.js';

/**
 * AWS Data Pipeline as in 2017: one pipeline and cluster a lane, three objects a table. Closed to new customers since 2024-07-25.
 * Source: ocadotechnology/hippolyte (2017); AWS docs, Data Pipeline limits.
 */
export const dataPipelineEngine: EngineChoice = {
  name: 'data-pipeline',
  summary: 'AWS Data Pipeline, one pipeline and cluster a lane (closed to new customers)',
  source: 'ocadotechnology/hippolyte (2017); AWS docs, Data Pipeline limits',
  engine: () => 'data-pipeline',
};
