// An item as one line of JSON, to the letter as emr-dynamodb-connector writes it, so that its import tool reads our
// backups and we read its: type keys in the casing of the first SDK (s, n, b, sS, nS, bS, m, l, bOOL, nULL), numbers as
// texts, binaries as base64, no spaces.
// Source: awslabs/emr-dynamodb-connector at 5d21d3b (2026-04-08), AttributeValueSerializer.java and DynamoDBUtil.java.

import { EXIT, refuse } from '../errors.js';
import type { AttributeValue, Item } from './attribute.js';

/** What cannot stand in a text as it is: quotes, backslash, controls, halves of characters, and the two line ends Gson escapes. */
const UNSAFE = /["\\\u0000-\u001f\u2028\u2029\ud800-\udfff]/;
const LINE_ENDS = /[\u2028\u2029]/g;
/** Attribute names repeat from item to item: each is quoted once. A table of hostile names shall not fill the memory. */
const NAMES_MAX = 10_000;
const NAME_LENGTH_MAX = 255;
const names = new Map<string, string>();

/** The item as JSON without the line's end. @throws UserError (76) for a value of a type that is not known here; names no value */
export function itemLine(item: Item): string {
  let text = '';
  // Own names only, `__proto__` included: nothing enumerable is inherited.
  for (const name in item) text += (text === '' ? '{' : ',') + nameText(name) + valueText(item[name]);
  return text === '' ? '{}' : `${text}}`;
}

/** Several items, each with its line's end. */
export function itemLines(items: readonly Item[]): string {
  let text = '';
  for (const item of items) text += `${itemLine(item)}\n`;
  return text;
}

function nameText(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const text = `${quoted(name)}:`;
  if (names.size < NAMES_MAX && name.length <= NAME_LENGTH_MAX) names.set(name, text);
  return text;
}

function valueText(value: AttributeValue): string {
  if (value.S !== undefined) return `{"s":${quoted(value.S)}}`;
  if (value.N !== undefined) return `{"n":${quoted(value.N)}}`;
  if (value.BOOL !== undefined) return value.BOOL ? '{"bOOL":true}' : '{"bOOL":false}';
  if (value.M !== undefined) return `{"m":${itemLine(value.M)}}`;
  if (value.L !== undefined) return `{"l":[${value.L.map(valueText).join()}]}`;
  if (value.NULL !== undefined) return value.NULL ? '{"nULL":true}' : '{"nULL":false}';
  if (value.B !== undefined) return `{"b":"${base64(value.B)}"}`;
  if (value.SS !== undefined) return `{"sS":[${value.SS.map(quoted).join()}]}`;
  if (value.NS !== undefined) return `{"nS":[${value.NS.map(quoted).join()}]}`;
  if (value.BS !== undefined) return `{"bS":[${value.BS.map((bytes) => `"${base64(bytes)}"`).join()}]}`;
  return refuse(EXIT.protocol, 'dynamodb:Scan', 'gave an attribute of a type that this version does not know; use a newer version');
}

function quoted(text: string): string {
  if (!UNSAFE.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(LINE_ENDS, (end) => (end === '\u2028' ? '\\u2028' : '\\u2029'));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
