// Price books: dated lists of what AWS charges in one region, one entry a meter, each with its source.
// The bundled books are core/money/price-books/<region>.json; docs/prices.md says how they were put together.

import type { Usd } from '../units.js';

export interface Price {
  /** US dollars per unit; null when not known: a bill that needs it lists it as not priced. */
  readonly usd: Usd | null;
  readonly unit: string;
  /** Where it was read, with a date where the source has one. */
  readonly source: string;
  /** verified, derived (by arithmetic that the source tells), memory (not checked), or unknown (usd is null). */
  readonly confidence: 'verified' | 'derived' | 'memory' | 'unknown';
}

/**
 * Meters: dynamodb.rcu-hour, dynamodb.rcu-hour-ia, dynamodb.rru-million, dynamodb.rru-million-ia, dynamodb.pitr-gb-month,
 * dynamodb.export-gb, ec2.<type>-hour, emr.<type>-hour (the uplift alone), s3.standard-gb-month, s3.put-1000,
 * datapipeline.activity-month, cloudwatch.metric-1000, sns.publish-million, ebs.gp3-gb-month, ...
 */
export interface PriceBook {
  readonly region: string;
  /** YYYY-MM-DD: the day the book was put together. */
  readonly date: string;
  readonly currency: 'USD';
  readonly meters: Readonly<Record<string, Price>>;
}

/** A meter that a bill needed and the book does not price. */
export interface Unpriced {
  readonly meter: string;
  /** What it would have been for, and a range where one can be told. */
  readonly what: string;
}

/** How `what` ends where the book has no price: that part of the bill is missing from its total. */
export const COUNTED_AS_ZERO = 'counted as 0';

/** US dollars per unit of a meter; null when the book does not know it. Never a default. */
export function usdOf(book: PriceBook, meter: string): Usd | null {
  return Object.hasOwn(book.meters, meter) ? book.meters[meter].usd : null;
}
