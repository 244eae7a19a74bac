// The bundled price books, one JSON file a region.

import { EXIT, refuse } from '../errors.js';
import { didYouMean } from '../config/suggest.js';
import type { PriceBook } from './prices.js';
import afSouth1 from './price-books/af-south-1.json' with { type: 'json' };
import apEast1 from './price-books/ap-east-1.json' with { type: 'json' };
import apNortheast1 from './price-books/ap-northeast-1.json' with { type: 'json' };
import apNortheast2 from './price-books/ap-northeast-2.json' with { type: 'json' };
import apNortheast3 from './price-books/ap-northeast-3.json' with { type: 'json' };
import apSouth1 from './price-books/ap-south-1.json' with { type: 'json' };
import apSoutheast1 from './price-books/ap-southeast-1.json' with { type: 'json' };
import apSoutheast2 from './price-books/ap-southeast-2.json' with { type: 'json' };
import caCentral1 from './price-books/ca-central-1.json' with { type: 'json' };
import euCentral1 from './price-books/eu-central-1.json' with { type: 'json' };
import euNorth1 from './price-books/eu-north-1.json' with { type: 'json' };
import euSouth1 from './price-books/eu-south-1.json' with { type: 'json' };
import euWest1 from './price-books/eu-west-1.json' with { type: 'json' };
import euWest2 from './price-books/eu-west-2.json' with { type: 'json' };
import euWest3 from './price-books/eu-west-3.json' with { type: 'json' };
import ilCentral1 from './price-books/il-central-1.json' with { type: 'json' };
import meCentral1 from './price-books/me-central-1.json' with { type: 'json' };
import meSouth1 from './price-books/me-south-1.json' with { type: 'json' };
import saEast1 from './price-books/sa-east-1.json' with { type: 'json' };
import usEast1 from './price-books/us-east-1.json' with { type: 'json' };
import usEast2 from './price-books/us-east-2.json' with { type: 'json' };
import usGovEast1 from './price-books/us-gov-east-1.json' with { type: 'json' };
import usGovWest1 from './price-books/us-gov-west-1.json' with { type: 'json' };
import usWest1 from './price-books/us-west-1.json' with { type: 'json' };
import usWest2 from './price-books/us-west-2.json' with { type: 'json' };

// JSON gives `string` where a book has a union; the test of the books checks every entry.
const BOOKS: ReadonlyMap<string, PriceBook> = new Map(
  (
    [
      afSouth1, apEast1, apNortheast1, apNortheast2, apNortheast3, apSouth1, apSoutheast1, apSoutheast2,
      caCentral1, euCentral1, euNorth1, euSouth1, euWest1, euWest2, euWest3, ilCentral1, meCentral1, meSouth1,
      saEast1, usEast1, usEast2, usGovEast1, usGovWest1, usWest1, usWest2,
    ] as unknown as readonly PriceBook[]
  ).map((book) => [book.region, book]),
);

/** Regions with a bundled book, sorted. */
export function bundledRegions(): string[] {
  return [...BOOKS.keys()].sort();
}

/** The bundled book of a region. Throws a UserError (78) that suggests a region when there is none. */
export function priceBook(region: string): PriceBook {
  const book = BOOKS.get(region);
  if (book !== undefined) return book;
  const known = bundledRegions();
  const hint = didYouMean(region, known, 0);
  refuse(EXIT.config, 'region', `no price book for ${JSON.stringify(region)}${hint}; books: ${known.join(', ')}; or give your own with --prices file.json`);
}
