// The rules of the tree that can be read from its files. Run as a test (tidy.test.ts).

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

const FILE_LINES_MAX = 220;
const FUNCTION_LINES_MAX = 60;
const FOLDERS = ['core', 'sim', 'executor', 'reports', 'scripts', 'fixtures'];
/** Who may import whom: to the left only, and a world never another one. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  sim: ['core', 'sim'],
  executor: ['core', 'executor'],
  reports: ['core', 'reports'],
  scripts: FOLDERS,
  fixtures: ['core', 'fixtures'],
  'index.ts': ['core', 'sim', 'executor', 'reports'],
};
const PURE = ['core', 'sim', 'reports'];
/** Banned where code must be pure, and what to do instead. */
const BANNED: ReadonlyMap<string, string> = new Map([
  ['Date.now', 'take the time as an argument'],
  ['Math.random', 'draw from core/rng.ts with a seed'],
  ['setTimeout', 'return what to do and when'],
  ['setInterval', 'return what to do and when'],
  ['setImmediate', 'return what to do and when'],
  ['performance.now', 'take the time as an argument'],
  ['process', 'take the value as an argument'],
  ['console', 'return the text'],
  ['randomUUID', 'draw from core/rng.ts with a seed'],
  ['randomBytes', 'draw from core/rng.ts with a seed'],
  ['fetch', 'do it in scripts/ or executor/'],
]);
/** Where AWS is spoken to, and the one file that decides region, credentials, endpoints and timeouts. */
const AWS_FOLDER = 'executor';
const AWS_CLIENTS = 'executor/clients.ts';
/** The SDK alone, which the embedded scan is measured against. */
const AWS_ALONE = 'scripts/bench/scan-bare.ts';
/** Parts of Node that only compute: hashes and compression. */
const COMPUTES = ['node:crypto', 'node:zlib'];
/** Files that are started and not imported, or do their work when they are loaded because they are started. */
const ENTRIES = /^(index\.ts|scripts\/(cli|fixtures|picture|demo\/index)\.ts|scripts\/bench\/.*|.*(worker|thread)\.ts|reports\/client\/.*|.*\.d\.ts)$/;

export interface SourceFile {
  /** With forward slashes, from the root. */
  readonly path: string;
  readonly text: string;
}

/** All TypeScript files of the project. */
export function readTree(root: string): SourceFile[] {
  const found: SourceFile[] = [{ path: 'index.ts', text: readFileSync(join(root, 'index.ts'), 'utf8') }];
  for (const folder of FOLDERS.filter((name) => existsSync(join(root, name)))) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.ts$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      found.push({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Every break of a rule, as `file:line: what, and what to do`. */
export function faultsOf(files: readonly SourceFile[]): string[] {
  const used = new Set<string>();
  const faults: string[] = [];
  for (const file of files) {
    const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
    const report = (node: ts.Node, what: string): void => {
      faults.push(`${file.path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}: ${what}`);
    };
    const isTest = file.path.endsWith('.test.ts');
    const lines = file.text.split('\n').length - 1;
    if (!isTest && lines > FILE_LINES_MAX) faults.push(`${file.path}:1: has ${lines} lines, more than ${FILE_LINES_MAX}; split it by concept`);
    if (!isTest && !ENTRIES.test(file.path)) refuseWorkOnImport(source, report);
    walk(source, (node) => {
      noteImport(node, file.path, used, report);
      if (isTest) return;
      refuseStrayAws(node, file.path, report);
      refuseLongFunction(node, source, report);
      if (PURE.includes(folderOf(file.path)) && !file.path.startsWith('reports/client/')) refuseImpure(node, report);
    });
    if (/\b(TODO|FIXME|XXX)\b/.test(file.text) && file.path !== 'scripts/tidy.ts') faults.push(`${file.path}:1: has a note to do something later; do it now`);
  }
  for (const { path } of files) {
    if (!used.has(path) && !ENTRIES.test(path) && !path.endsWith('.test.ts')) faults.push(`${path}:1: nobody imports it; use it or delete it`);
  }
  return faults;
}

type Report = (node: ts.Node, what: string) => void;

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path;
}

/** Relative imports, dynamic ones and `new URL('./x.js', import.meta.url)`: all are strings that name a file. */
function noteImport(node: ts.Node, from: string, used: Set<string>, report: Report): void {
  if (!ts.isStringLiteral(node) || !/^\.{1,2}\/.*\.js$/.test(node.text)) return;
  const target = posix.normalize(posix.join(dirname(from), node.text)).replace(/\.js$/, '.ts');
  used.add(target);
  const allowed = ARROWS[folderOf(from)] ?? [];
  // Strings that are no files of ours (a path in a message) point outside of the folders.
  if (FOLDERS.includes(folderOf(target)) && !allowed.includes(folderOf(target)) && !from.endsWith('.test.ts')) {
    report(node, `${folderOf(from)} may not import ${folderOf(target)}; only ${allowed.join(', ')}`);
  }
}

function refuseStrayAws(node: ts.Node, path: string, report: Report): void {
  if (path === AWS_ALONE) return;
  if (ts.isStringLiteral(node) && /^@(aws-sdk|smithy)\//.test(node.text) && folderOf(path) !== AWS_FOLDER) {
    report(node, `${node.text} belongs to ${AWS_FOLDER}/; ask a function there`);
  }
  if (ts.isNewExpression(node) && /Client$/.test(node.expression.getText()) && path !== AWS_CLIENTS) {
    report(node, `AWS clients are made in ${AWS_CLIENTS} only; take one as an argument`);
  }
}

function refuseImpure(node: ts.Node, report: Report): void {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text.startsWith('node:') && !COMPUTES.includes(node.moduleSpecifier.text)) {
    report(node, `${node.moduleSpecifier.text} reaches outside; do it in scripts/ and hand the value over`);
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
    report(node, 'new Date() reads the clock; take the time as an argument');
  }
  const name = ts.isPropertyAccessExpression(node) ? node.getText() : ts.isIdentifier(node) && isReference(node) ? node.text : '';
  const instead = BANNED.get(name);
  if (instead !== undefined) report(node, `${name} is banned here; ${instead}`);
}

/** An identifier that stands for a global, not a member, a key or a name that is being declared. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isCallExpression(parent) && parent.expression === node;
}

function refuseLongFunction(node: ts.Node, source: ts.SourceFile, report: Report): void {
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
  const from = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  const lines = source.getLineAndCharacterOfPosition(node.getEnd()).line - from + 1;
  if (lines > FUNCTION_LINES_MAX) report(node, `function has ${lines} lines, more than ${FUNCTION_LINES_MAX}; split it by intention`);
}

function refuseWorkOnImport(source: ts.SourceFile, report: Report): void {
  for (const statement of source.statements) {
    if (ts.isExpressionStatement(statement) || ts.isForStatement(statement) || ts.isForOfStatement(statement) || ts.isIfStatement(statement)) {
      report(statement, 'does work when it is imported; put it into a function');
    }
  }
}
