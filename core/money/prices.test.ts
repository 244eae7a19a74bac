import test from 'ava';
import { EXIT, UserError } from '../errors.js';
import { bundledRegions, priceBook } from './price-books.js';
import { readPriceBook } from './prices-read.js';
import { usdOf } from './prices.js';
import { HOUR } from '../units.js';

const COMPLETE = ['us-east-1', 'eu-west-1'];
const CONFIDENCES = ['verified', 'derived', 'memory', 'unknown'];

test('every bundled book is dated, in dollars, prices the read unit, and tells a source for each price', (t) => {
  for (const region of bundledRegions()) {
    const book = priceBook(region);
    t.is(book.region, region);
    t.is(book.date, '2026-11-23');
    t.is(book.currency, 'USD');
    t.true((usdOf(book, 'dynamodb.rcu-hour') ?? 0) > 0);
    t.deepEqual(Object.keys(book.meters), Object.keys(priceBook('us-east-1').meters));
    for (const [meter, price] of Object.entries(book.meters)) {
      t.true(price.source.length > 10, `${region} ${meter} has no source`);
      t.true(CONFIDENCES.includes(price.confidence), `${region} ${meter} confidence ${price.confidence}`);
      t.is(price.usd === null, price.confidence === 'unknown', `${region} ${meter}`);
      t.true(price.usd === null || (Number.isFinite(price.usd) && price.usd > 0), `${region} ${meter} ${price.usd}`);
    }
  }
  t.is(bundledRegions().length, 25);
});

test('the books of us-east-1 and eu-west-1 know every meter', (t) => {
  for (const region of COMPLETE) {
    for (const [meter, { usd }] of Object.entries(priceBook(region).meters)) t.not(usd, null, `${region} ${meter}`);
  }
});

test('golden: one TiB read eventually consistently costs 4.85 $ bought, 16.78 $ on demand', (t) => {
  const units = 2 ** 40 / 8192;
  const near = (actual: number, expected: number): boolean => t.true(Math.abs(actual - expected) < 5e-5, `${actual} is not ${expected}`);
  const [us, eu] = COMPLETE.map((region) => priceBook(region));
  near((units / HOUR) * (usdOf(us, 'dynamodb.rcu-hour') ?? NaN), 4.8468);
  near((units / HOUR) * (usdOf(eu, 'dynamodb.rcu-hour') ?? NaN), 5.4806);
  near((units / 1e6) * (usdOf(us, 'dynamodb.rru-million') ?? NaN), 16.7772);
  near((units / 1e6) * (usdOf(eu, 'dynamodb.rru-million') ?? NaN), 18.9918);
});

test('golden: on EMR an m3.xlarge costs 0.336 $ an hour, an m5.xlarge 0.24 $', (t) => {
  const book = priceBook('us-east-1');
  for (const [type, usd] of [['m3.xlarge', 0.336], ['m5.xlarge', 0.24], ['m6g.xlarge', 0.1925]] as const) {
    const hour = (usdOf(book, `ec2.${type}-hour`) ?? NaN) + (usdOf(book, `emr.${type}-hour`) ?? NaN);
    t.true(Math.abs(hour - usd) < 1e-9, `${type}: ${hour}`);
  }
});

test('the EMR uplift is the same amount in every commercial region', (t) => {
  for (const region of bundledRegions().filter((name) => !name.startsWith('us-gov'))) t.is(usdOf(priceBook(region), 'emr.m5.xlarge-hour'), 0.048, region);
});

test('a region without a book is refused with a suggestion', (t) => {
  const error = t.throws(() => priceBook('us-esat-1'), { instanceOf: UserError });
  t.is(error.exitCode, EXIT.config);
  t.regex(error.message, /no price book for "us-esat-1"; did you mean us-east-1\?/);
});

test('names of the prototype are not meters', (t) => {
  t.is(usdOf(priceBook('us-east-1'), 'constructor'), null);
  t.is(usdOf(priceBook('us-east-1'), '__proto__'), null);
  t.throws(() => priceBook('__proto__'), { instanceOf: UserError });
});

test('a partial file replaces the meters it names and keeps the others', (t) => {
  const book = readPriceBook({ region: 'eu-west-1', date: '2027-01-05', meters: { 'dynamodb.rcu-hour': 0.0001, 's3.put-1000': null, 'ec2.x9g.large-hour': { usd: 1, source: 'our contract' } } }, 'mine.json');
  t.is(book.date, '2027-01-05');
  t.deepEqual(book.meters['dynamodb.rcu-hour'], { usd: 0.0001, unit: 'RCU-hour', source: 'mine.json', confidence: 'verified' });
  t.deepEqual(book.meters['s3.put-1000'], { usd: null, unit: '1,000 requests', source: 'mine.json', confidence: 'unknown' });
  t.deepEqual(book.meters['ec2.x9g.large-hour'], { usd: 1, unit: 'hour', source: 'our contract', confidence: 'verified' });
  t.deepEqual(book.meters['dynamodb.pitr-gb-month'], priceBook('eu-west-1').meters['dynamodb.pitr-gb-month']);
  t.is(usdOf(priceBook('eu-west-1'), 'dynamodb.rcu-hour'), 0.000147, 'the bundled book is not touched');
});

test('a bundled book is itself a valid file', (t) => {
  const book = priceBook('us-east-1');
  t.deepEqual(readPriceBook(JSON.parse(JSON.stringify(book)), 'copy.json'), book);
});

test('a region without a bundled book may bring its own prices', (t) => {
  t.deepEqual(readPriceBook({ region: 'xx-north-9', date: '2027-01-05', meters: { 'dynamodb.export-gb': 0.2 } }, 'f').meters, {
    'dynamodb.export-gb': { usd: 0.2, unit: 'GB', source: 'f', confidence: 'verified' },
  });
});

const bad: readonly (readonly [string, unknown, RegExp])[] = [
  ['not an object', [1], /f\.json: must be an object \{region, date, meters\}, got \[1\]/],
  ['no region', { date: '2027-01-05', meters: {} }, /f\.json: region: must be an AWS region such as "eu-west-1", got nothing/],
  ['strange region', { region: 'Ireland', date: '2027-01-05', meters: {} }, /region: .*got "Ireland"/],
  ['no date', { region: 'eu-west-1', meters: {} }, /date: must be the day of the prices, YYYY-MM-DD, got nothing/],
  ['a day that does not exist', { region: 'eu-west-1', date: '2027-02-30', meters: {} }, /date: .*got "2027-02-30"/],
  ['other currency', { region: 'eu-west-1', date: '2027-01-05', currency: 'EUR', meters: {} }, /currency: must be "USD", got "EUR"; convert the prices/],
  ['unknown key', { region: 'eu-west-1', date: '2027-01-05', metres: {}, meters: {} }, /metres: unknown key; did you mean meters\?/],
  ['no meters', { region: 'eu-west-1', date: '2027-01-05' }, /meters: must be an object of meters, got nothing/],
  ['mistyped meter', file({ 'dynamodb.rcu-hours': 1 }), /meters\["dynamodb\.rcu-hours"\]: unknown meter; did you mean dynamodb\.rcu-hour\?/],
  ['negative', file({ 'dynamodb.rcu-hour': -1 }), /meters\["dynamodb\.rcu-hour"\]: must be US dollars per RCU-hour, zero or more, or null when not known, got -1/],
  ['not finite', file({ 'dynamodb.rcu-hour': Infinity }), /got Infinity/],
  ['a text', file({ 'dynamodb.rcu-hour': { usd: '1' } }), /meters\["dynamodb\.rcu-hour"\]\.usd: .*got "1"/],
  ['another unit', file({ 'dynamodb.rcu-hour': { usd: 1, unit: 'RCU-month' } }), /\.unit: must be "RCU-hour", got "RCU-month"; convert the price/],
  ['unknown key of a price', file({ 'dynamodb.rcu-hour': { eur: 1, usd: 1 } }), /\.eur: unknown key; did you mean usd\?|\.eur: unknown key/],
  ['source', file({ 'dynamodb.rcu-hour': { usd: 1, source: 7 } }), /\.source: must be a text, got 7/],
  ['confidence', file({ 'dynamodb.rcu-hour': { usd: 1, confidence: 'sure' } }), /\.confidence: must be one of verified, derived, memory, unknown, got "sure"/],
];

function file(meters: Record<string, unknown>): unknown {
  return { region: 'eu-west-1', date: '2027-01-05', meters };
}

for (const [what, document, message] of bad) {
  test(`bad price file: ${what}`, (t) => {
    const error = t.throws(() => readPriceBook(document, 'f.json'), { instanceOf: UserError });
    t.is(error.exitCode, EXIT.config);
    t.regex(error.message, message);
  });
}

test('all mistakes of a price file are told at once', (t) => {
  const error = t.throws(() => readPriceBook({ region: 7, date: 'x', currency: 'EUR', meters: { a: 1, 's3.put-1000': -2 } }, 'f.json'), { instanceOf: UserError });
  t.is(error.issues.length, 5);
});
