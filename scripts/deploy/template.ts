// A CloudFormation template as plain values: intrinsic functions as they are written, then resolved with the values of one stack.

import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Tree = Readonly<Record<string, Value>>;

/** Short forms that templates here use, and the long forms that they stand for (AWS docs, Intrinsic function reference). */
const LONG: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'], ['!Sub', 'Fn::Sub'], ['!GetAtt', 'Fn::GetAtt'], ['!If', 'Fn::If'], ['!Not', 'Fn::Not'], ['!Equals', 'Fn::Equals'],
]);

/** @throws for text that is no YAML, or uses another function */
export function readTemplate(text: string): Tree {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) throw document.errors[0];
  return plain(document.contents) as Tree;
}

function plain(node: unknown): Value {
  const value = untagged(node);
  const tag = (node as { tag?: string } | null)?.tag;
  if (tag === undefined || !tag.startsWith('!')) return value;
  const name = LONG.get(tag);
  if (name === undefined) throw new Error(`not a function that is used here: ${tag}`);
  return { [name]: value };
}

function untagged(node: unknown): Value {
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [text(plain(key)), plain(value)]));
  if (isSeq(node)) return node.items.map(plain);
  return isScalar(node) ? node.value as Value : null;
}

function text(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`a text is expected, got ${JSON.stringify(value)}`);
}

/** Names that functions refer to, as `Ref` and `${...}` have them; `Bucket.Arn` is Bucket. */
export function referencesOf(value: Value): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one: Value) => referencesOf(one));
  return Object.entries(value as Tree).flatMap(([key, inner]) => {
    if (key === 'Ref') return [text(inner)];
    if (key === 'Fn::GetAtt') return [text(inner).split('.')[0]];
    if (key === 'Fn::If') return [...referencesOf((inner as Value[]).slice(1))];
    if (key !== 'Fn::Sub') return referencesOf(inner);
    const [written, own] = Array.isArray(inner) ? inner as [string, Tree] : [inner as string, {}];
    const named = [...written.matchAll(/\$\{([^}!]+)\}/g)].map(([, name]) => name.split('.')[0]);
    return [...named.filter((name) => !Object.hasOwn(own, name)), ...referencesOf(own)];
  });
}

/** A value with its functions carried out. @param names what Ref and `${...}` give @throws for what has no value */
export function resolved(value: Value, names: Readonly<Record<string, string>>): Value {
  const nameOf = (name: string): string => {
    if (!Object.hasOwn(names, name)) throw new Error(`no value for ${name}`);
    return names[name];
  };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Value) => resolved(one, names));
  const [[key, inner]] = Object.entries(value as Tree).length === 0 ? [['', null]] as [string, Value][] : Object.entries(value as Tree);
  if (key === 'Ref' || key === 'Fn::GetAtt') return nameOf(text(inner));
  if (key === 'Fn::If') return resolved((inner as Value[])[names[text((inner as Value[])[0])] === 'true' ? 1 : 2], names);
  if (key === 'Fn::Sub') {
    const [written, own] = Array.isArray(inner) ? inner as [string, Tree] : [inner as string, {}];
    const more = Object.fromEntries(Object.entries(own).map(([name, one]) => [name, text(resolved(one, names))]));
    return written.replace(/\$\{([^}!]+)\}/g, (_whole, name: string) => more[name] ?? nameOf(name));
  }
  return Object.fromEntries(Object.entries(value as Tree).map(([name, one]) => [name, resolved(one, names)]));
}
