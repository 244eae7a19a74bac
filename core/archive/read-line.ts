// A line of a backup read back into an item: ours, and those of every version of emr-dynamodb-connector.
// What its own import tool loses is kept here: empty lists, maps and texts, and NULL under the name of old versions.

import { EXIT, refuse } from '../errors.js';
import { put, type AttributeValue, type Item } from './attribute.js';

/** @throws UserError (65) for what is no item; the message names the place, never the content */
export function readItem(line: string, where: string): Item {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return bad(where, 'is not JSON');
  }
  return itemOf(parsed, where);
}

function itemOf(value: unknown, where: string): Item {
  if (!isObject(value)) return bad(where, 'is no JSON object');
  const item: Record<string, AttributeValue> = {};
  for (const name of Object.keys(value)) put(item, name, attributeOf(value[name], where));
  return item;
}

function attributeOf(value: unknown, where: string): AttributeValue {
  if (!isObject(value)) return bad(where, 'has an attribute that is no JSON object');
  const types = Object.keys(value);
  if (types.length !== 1) return bad(where, `has an attribute of ${types.length} types`);
  const content = value[types[0]];
  // Versions differ in the casing (bOOL, bool); NULL was nULLValue up to 4.x.
  switch (types[0].toUpperCase()) {
    case 'S': return { S: textOf(content, where) };
    case 'N': return { N: textOf(content, where) };
    case 'B': return { B: bytesOf(content, where) };
    case 'BOOL': return { BOOL: flagOf(content, where) };
    case 'NULL': case 'NULLVALUE': return { NULL: flagOf(content, where) };
    case 'M': return { M: itemOf(content, where) };
    case 'L': return { L: listOf(content, where).map((one) => attributeOf(one, where)) };
    case 'SS': return { SS: listOf(content, where).map((one) => textOf(one, where)) };
    case 'NS': return { NS: listOf(content, where).map((one) => textOf(one, where)) };
    case 'BS': return { BS: listOf(content, where).map((one) => bytesOf(one, where)) };
    default: return bad(where, 'has an attribute of a type that this version does not know');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown, where: string): string {
  return typeof value === 'string' ? value : bad(where, 'has a text or number that is no JSON text');
}

function flagOf(value: unknown, where: string): boolean {
  return typeof value === 'boolean' ? value : bad(where, 'has a flag that is neither true nor false');
}

function listOf(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : bad(where, 'has a list or set that is no JSON array');
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function bytesOf(value: unknown, where: string): Uint8Array {
  const text = textOf(value, where);
  return BASE64.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : bad(where, 'has a binary that is no base64');
}

function bad(where: string, what: string): never {
  return refuse(EXIT.data, where, `${what}; the backup is damaged, or was not made by this tool or emr-dynamodb-connector`);
}
