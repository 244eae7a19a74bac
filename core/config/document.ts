// A YAML or JSON document of the user: parsed under limits, with the line and column of each value for the messages.

import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml';
import { EXIT, refuse, UserError, type Issue } from '../errors.js';
import { jsonFault } from './json-fault.js';

export const DOCUMENT_BYTES_MAX = 10 * 1024 * 1024;
export const DOCUMENT_DEPTH_MAX = 64;
export const DOCUMENT_ALIASES_MAX = 100;
/** Keys that would reach into an object's prototype where somebody merges carelessly. */
const FORBIDDEN = ['__proto__', 'prototype', 'constructor'];

const EMPTY = 'is empty: write at least one key, or leave the file out';
const TOO_DEEP = `is nested deeper than ${DOCUMENT_DEPTH_MAX} levels`;

/** Parser errors that its own words would explain badly. */
const WORDS = new Map<string, string>([
  ['RESOURCE_EXHAUSTION', TOO_DEEP],
  ['MULTIPLE_DOCS', 'starts a second document; keep one'],
]);

/** A path into a document: keys and positions. */
export type Path = readonly (string | number)[];

export interface UserDocument {
  readonly value: unknown;
  /** `file:line:column` of the value at a path, or of the nearest thing around it that exists. */
  locate(path: Path): string;
  /** The same of the key at the end of the path, where it is a key. */
  locateKey(path: Path): string;
}

/**
 * Parses a document. A name ending in .json must hold strict JSON, everything else YAML 1.2.
 * @throws UserError (config) with line and column of every fault.
 */
export function readDocument(text: string, where: string): UserDocument {
  const stripped = text.replace(/^\uFEFF/, '');
  if (stripped.trim() === '') refuse(EXIT.config, where, EMPTY);
  if (stripped.length > DOCUMENT_BYTES_MAX) refuse(EXIT.config, where, `is longer than the limit of ${DOCUMENT_BYTES_MAX} characters`);
  refuseDeep(stripped, where);
  const lines = new LineCounter();
  if (where.endsWith('.json')) refuseLooseJson(stripped, where);
  const document = parse(stripped, where, lines);
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${where}:${line}:${col}`;
  };
  const issues: Issue[] = document.errors.map((error) => ({ where: at(error.pos[0]), what: WORDS.get(error.code) ?? tidy(error.message) }));
  if (issues.length > 0) throw new UserError(EXIT.config, issues.slice(0, 20), Math.max(0, issues.length - 20));
  const faults = new Faults(at);
  if (document.contents === null) refuse(EXIT.config, where, EMPTY);
  faults.walk(document.contents, [], 1);
  if (faults.issues.length > 0) throw new UserError(EXIT.config, faults.issues);
  return {
    value: plain(document, where),
    locate: (path) => at(offsetOf(document, path)),
    locateKey: (path) => at(keyOffsetOf(document, path)),
  };
}

function parse(text: string, where: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, version: '1.2', schema: 'core', logLevel: 'silent' });
  } catch (error) {
    if (error instanceof RangeError) refuse(EXIT.config, where, TOO_DEEP); // the parser's stack
    throw error;
  }
}

function plain(document: Document, where: string): unknown {
  try {
    return document.toJS({ maxAliasCount: DOCUMENT_ALIASES_MAX });
  } catch (error) {
    if (error instanceof ReferenceError) refuse(EXIT.config, where, tidy(error.message)); // an alias without anchor, or too many
    throw error;
  }
}

/** What may not be in any document, wherever: found by walking the parsed tree once. */
class Faults {
  readonly issues: Issue[] = [];
  readonly #at: (offset: number) => string;
  #aliases = 0;
  constructor(at: (offset: number) => string) {
    this.#at = at;
  }

  walk(node: unknown, path: Path, depth: number): void {
    if (depth > DOCUMENT_DEPTH_MAX) return this.#add(node, `${show(path)} ${TOO_DEEP}`);
    if (isAlias(node) && ++this.#aliases === DOCUMENT_ALIASES_MAX + 1) this.#add(node, `uses more than ${DOCUMENT_ALIASES_MAX} aliases`);
    if (isSeq(node)) node.items.forEach((item, index) => this.walk(item, [...path, index], depth + 1));
    if (isMap(node)) this.#walkMap(node.items, path, depth);
  }

  #walkMap(pairs: readonly Pair[], path: Path, depth: number): void {
    const first = new Map<string, unknown>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : null;
      if (name === null) {
        this.#add(key, `${show(path)} has a key that is not a plain word`);
        continue;
      }
      const here = [...path, name];
      if (FORBIDDEN.includes(name)) this.#add(key, `${show(here)}: this key is not allowed; rename it`);
      const before = first.get(name);
      if (before !== undefined) this.#add(key, `${show(here)} is given twice, first at ${this.#place(before)}; keep one`);
      else first.set(name, key);
      this.walk(value, here, depth + 1);
    }
  }

  #add(node: unknown, what: string): void {
    this.issues.push({ where: this.#place(node), what });
  }

  #place(node: unknown): string {
    return this.#at(isNode(node) ? (node.range?.[0] ?? 0) : 0);
  }
}

/** `settings.scan.launchSeconds`, `policies[2]`; "the document" for the whole. */
export function show(path: Path): string {
  const joined = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return joined === '' ? 'the document' : joined.replace(/^\./, '');
}

function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : (document.getIn(path.slice(0, length), true) as Node | undefined);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyOffsetOf(document: Document, path: Path): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === path[path.length - 1]) : undefined;
  return isNode(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
}

/** Refuses brackets that would exhaust the stack of the parser, before parsing. */
function refuseDeep(text: string, where: string): void {
  let depth = 0;
  for (const match of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (match[0] === '[' || match[0] === '{' ? 1 : -1));
    if (depth > DOCUMENT_DEPTH_MAX) refuse(EXIT.config, place(text, match.index, where), TOO_DEEP);
  }
}

function refuseLooseJson(text: string, where: string): void {
  const fault = jsonFault(text);
  if (fault !== null) refuse(EXIT.config, place(text, fault, where), 'is not JSON here: comments and trailing commas are not allowed (rename the file to .yaml to use them)');
}

function place(text: string, offset: number, where: string): string {
  const before = text.slice(0, offset).split('\n');
  return `${where}:${before.length}:${before[before.length - 1].length + 1}`;
}

function tidy(message: string): string {
  const line = message.split('\n')[0].replace(/\.$/, '');
  return line[0].toLowerCase() + line.slice(1);
}
