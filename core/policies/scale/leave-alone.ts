import type { Scale } from '../../policy.js';

/** Half of the capacity, whatever it is: the connector's default. */
const READ_SHARE = 0.5;

/**
 * Nothing is raised: the copy takes half of the capacity found, as the connector does by default, without a look at the
 * application's traffic. Autoscaling stays on and reacts to the copy.
 * Source: emr-dynamodb-connector, default of dynamodb.throughput.read.percent.
 */
export const leaveAlone: Scale = {
  name: 'leave-alone',
  summary: 'raise nothing, read at half of the capacity found; autoscaling stays on',
  source: 'emr-dynamodb-connector, default read ratio 0.5',
  ignoresApplication: true,
  suspends: 'never',
  pace: (table) => ({ toRcu: table.rcu, readRcu: table.rcu * READ_SHARE }),
};
