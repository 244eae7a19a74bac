// Links between the pages of the documentation lead somewhere.

import test from 'ava';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMMANDS } from './commands/index.js';
import { packageRoot } from './package.js';

const root = packageRoot();
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
  join('sim', 'CLOUD.md'),
];

test('every relative link names a file that exists', (t) => {
  const dead = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, link]) => link)
      .filter((link) => !existsSync(join(root, dirname(page), link)))
      .map((link) => `${page}: ${link}`),
  );
  t.deepEqual(dead, []);
});

test('every command has its page, and the page names every flag', (t) => {
  for (const { name, flags } of COMMANDS) {
    const page = readFileSync(join(root, 'docs', 'commands', `${name}.md`), 'utf8');
    for (const flag of flags) t.true(page.includes(`--${flag.name}`), `${name}: --${flag.name}`);
  }
});

test('every page and every heading of a page that the program names is there', (t) => {
  const sources = ['core', 'executor', 'scripts', 'reports', 'deploy'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|yaml|yml)$/.test(name)).map((name) => join(room, name)));
  // Codes and commands are filled in by the program.
  const named = sources.flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(/docs\/([\w/-]+\.md)(#[a-z0-9-]+(?![a-z0-9$-]))?/g)].map(([, page, anchor]) => ({ path, page, anchor })));
  t.true(named.length > 20);
  for (const { path, page, anchor } of named) {
    if (!t.true(existsSync(join(root, 'docs', page)), `${path}: docs/${page}`) || anchor === undefined) continue;
    const headings = [...readFileSync(join(root, 'docs', page), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => `#${heading.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-')}`);
    t.true(headings.includes(anchor), `${path}: docs/${page}${anchor}`);
  }
});
