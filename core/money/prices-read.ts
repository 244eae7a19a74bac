// Reads a user's price file (`--prices file.json`): a whole book, or only the prices that differ from the bundled one.

import { EXIT, UserError, type Issue } from '../errors.js';
import { didYouMean } from '../config/suggest.js';
import { bundledRegions, priceBook } from './price-books.js';
import type { Price, PriceBook } from './prices.js';

const KEYS = ['region', 'date', 'currency', 'meters'];
const PRICE_KEYS = ['usd', 'unit', 'source', 'confidence'];
const CONFIDENCES: readonly unknown[] = ['verified', 'derived', 'memory', 'unknown'];
/** Machine types are many: any EC2 or EMR type may be priced. */
const MACHINE_METER = /^(ec2|emr)\.[a-z0-9-]+\.[a-z0-9-]+-hour$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/**
 * Checks a parsed price file and lays it over the bundled book of its region: meters that it names are replaced, the
 * others stay (a region without a bundled book starts with no price known). A price is a number, null (not known) or
 * `{usd, unit?, source?, confidence?}`.
 * @param document the parsed JSON
 * @param where    the file's name, for messages
 * @throws UserError (78) with every issue at once
 */
export function readPriceBook(document: unknown, where: string): PriceBook {
  const issues: Issue[] = [];
  const report = (path: string, what: string): void => void issues.push({ where: path === '' ? where : `${where}: ${path}`, what });
  if (!isObject(document)) throw new UserError(EXIT.config, [{ where, what: `must be an object {region, date, meters}, got ${show(document)}` }]);
  for (const key of Object.keys(document)) {
    if (!KEYS.includes(key)) report(key, `unknown key${didYouMean(key, KEYS)}`);
  }
  const { region, date, currency, meters } = document;
  if (typeof region !== 'string' || !REGION.test(region)) report('region', `must be an AWS region such as "eu-west-1", got ${show(region)}`);
  if (typeof date !== 'string' || !isDate(date)) report('date', `must be the day of the prices, YYYY-MM-DD, got ${show(date)}`);
  if (currency !== undefined && currency !== 'USD') report('currency', `must be "USD", got ${show(currency)}; convert the prices`);
  const base = typeof region === 'string' && bundledRegions().includes(region) ? priceBook(region).meters : {};
  const units = priceBook('us-east-1').meters;
  const result = new Map<string, Price>(Object.entries(base));
  if (!isObject(meters)) report('meters', `must be an object of meters, got ${show(meters)}`);
  else {
    for (const [meter, value] of Object.entries(meters)) {
      const path = `meters[${JSON.stringify(meter)}]`;
      if (!Object.hasOwn(units, meter) && !MACHINE_METER.test(meter)) {
        report(path, `unknown meter${didYouMean(meter, Object.keys(units), 0)}; docs/prices.md lists the meters`);
        continue;
      }
      const unit = Object.hasOwn(units, meter) ? units[meter].unit : 'hour';
      const price = readPrice(value, unit, where, (key, what) => report(path + key, what));
      if (price !== null) result.set(meter, price);
    }
  }
  if (issues.length > 0) throw new UserError(EXIT.config, issues);
  return { region: region as string, date: date as string, currency: 'USD', meters: Object.fromEntries(result) };
}

function readPrice(value: unknown, unit: string, where: string, report: (key: string, what: string) => void): Price | null {
  const given = isObject(value) ? value : { usd: value };
  for (const key of Object.keys(given)) {
    if (!PRICE_KEYS.includes(key)) report(`.${key}`, `unknown key${didYouMean(key, PRICE_KEYS)}`);
  }
  const { usd } = given;
  if (usd !== null && (typeof usd !== 'number' || !Number.isFinite(usd) || usd < 0)) {
    report(isObject(value) ? '.usd' : '', `must be US dollars per ${unit}, zero or more, or null when not known, got ${show(usd)}`);
    return null;
  }
  // A price per another unit would be wrong by a factor and look right.
  if (given.unit !== undefined && given.unit !== unit) report('.unit', `must be ${JSON.stringify(unit)}, got ${show(given.unit)}; convert the price`);
  if (given.source !== undefined && typeof given.source !== 'string') report('.source', `must be a text, got ${show(given.source)}`);
  if (given.confidence !== undefined && !CONFIDENCES.includes(given.confidence)) {
    report('.confidence', `must be one of ${CONFIDENCES.join(', ')}, got ${show(given.confidence)}`);
  }
  const source = typeof given.source === 'string' ? given.source : where;
  const confidence = usd === null ? 'unknown' : ((given.confidence ?? 'verified') as Price['confidence']);
  return { usd, unit, source, confidence };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The value as JSON, shortened; "nothing" where the key is missing. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
