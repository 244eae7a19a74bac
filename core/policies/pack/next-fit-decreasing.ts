import { nextFit } from './next-fit-ascending.js';
import { descending } from '../sorted.js';
import type { Pack } from '../../policy.js';

/**
 * Longest first into the open lane. At most twice the least number of lanes; here as a comparison for the rule of 2017,
 * from which it differs in nothing but the order. Source: Johnson 1973, Near-optimal bin packing algorithms.
 */
export const nextFitDecreasing: Pack = {
  name: 'next-fit-decreasing',
  summary: 'longest first, fill the open lane, never look back',
  source: 'Johnson, Near-optimal bin packing algorithms (1973)',
  lanes: (durationsSeconds, limits) => nextFit(durationsSeconds, descending(durationsSeconds), limits),
};
