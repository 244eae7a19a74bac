import { unitsToRead } from '../../planning/estimate.js';
import { burstRcu, burstUnits, ceilingRcu, keepRcu, leastPace } from '../../planning/pace.js';
import type { Scale } from '../../policy.js';

/**
 * First what is there for nothing: the capacity that the application is not expected to use, and for small tables the
 * burst credit (the scan engine only: the connector never exceeds its rate). What is missing is bought, no more.
 * Source: AWS docs, ProvisionedThroughput and burst capacity; provisioned capacity is billed whether it is used or not.
 */
export const headroomFirst: Scale = {
  name: 'headroom-first',
  summary: 'all capacity that the application is not expected to need; raise only by what is missing',
  source: 'AWS docs, ProvisionedThroughput (billed by what is provisioned), burst capacity',
  readShareMax: 1,
  pace(table, context) {
    const { settings, engine, usableSeconds } = context;
    const units = unitsToRead(table.sizeBytes, settings, engine);
    const keep = keepRcu(table, settings);
    const ceiling = ceilingRcu(table, units, context);
    if (engine === 'scan' && units <= burstUnits(table.rcu, keep, settings)) return { toRcu: table.rcu, readRcu: burstRcu(units, ceiling) };
    return leastPace(units, usableSeconds, engine, table.rcu, settings.quotas.tableRcu, keep, 1, ceiling);
  },
};
