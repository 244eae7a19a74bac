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
