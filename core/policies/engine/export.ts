import { exportUsd, planPrices } from '../../planning/estimate.js';
import type { EngineChoice } from '../../policy.js';

/**
 * Native export to S3 for every table: no read capacity, no machines, a price per GB; needs point-in-time recovery, which
 * is counted where it is recorded as off.
 * Source: AWS docs, ExportTableToPointInTime; AWS price list.
 */
export const exportEngine: EngineChoice = {
  name: 'export',
  summary: 'native export to S3 for every table',
  source: 'AWS docs, ExportTableToPointInTime',
  engine: () => 'export',
  boundUsd({ survey, settings, book }) {
    const prices = planPrices(book);
    if (prices.exportByteUsd === 0) return Infinity; // not priced: never the cheapest
    let usd = 0;
    for (const table of survey.tables) usd += exportUsd(table, settings, prices);
    return usd;
  },
};
