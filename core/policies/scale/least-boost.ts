import { unitsToRead } from '../../planning/estimate.js';
import { ceilingRcu, keepRcu, leastPace } from '../../planning/pace.js';
import type { Scale } from '../../policy.js';

const READ_SHARE = 0.5;

/**
 * The least raise that ends the copy in the window, where a copy takes at most half of the capacity and never the part
 * that the application is expected to need. What the rule of 2017 wanted, with its threshold, target, cap and share mended.
 * Source: hippolyte 2017, dynamodb_booster.py (purpose); AWS docs, ProvisionedThroughput (8,192 bytes a unit).
 */
export const leastBoost: Scale = {
  name: 'least-boost',
  summary: 'half of the capacity, raised only as far as the window needs',
  source: 'hippolyte (2017), dynamodb_booster.py, with its faults mended',
  readShareMax: READ_SHARE,
  pace(table, context) {
    const { settings, engine, usableSeconds } = context;
    const units = unitsToRead(table.sizeBytes, settings, engine);
    const { tableRcu } = settings.quotas;
    return leastPace(units, usableSeconds, engine, table.rcu, tableRcu, keepRcu(table, settings), READ_SHARE, ceilingRcu(table, units, context));
  },
};
