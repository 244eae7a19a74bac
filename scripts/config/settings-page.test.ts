// docs/settings.md tells every knob with the default that is in force.

import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULTS } from '../../core/settings.js';
import { packageRoot } from '../package.js';

test('the page of the settings has every key and its default, and no others', (t) => {
  const page = readFileSync(join(packageRoot(), 'docs', 'settings.md'), 'utf8');
  const told = [...page.matchAll(/^\| `([A-Za-z0-9.]+)` \| `([^`]*)` \|/gm)].map(([, key, value]) => `${key} ${value}`);
  const real = Object.entries(DEFAULTS).flatMap(([group, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value as Record<string, string | number>).map(([key, leaf]) => `${group}.${key} ${leaf}`)
      : [`${group} ${String(value)}`],
  );
  t.deepEqual(told, real);
});
