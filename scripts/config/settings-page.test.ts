// docs/settings.md tells every knob with the default that is in force.

import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIVE_DEFAULTS } from '../../core/config/live-settings.js';
import { DEFAULTS } from '../../core/settings.js';
import { packageRoot } from '../package.js';

test('the page of the settings has every key and its default, and no others', (t) => {
  const page = readFileSync(join(packageRoot(), 'docs', 'settings.md'), 'utf8');
  const told = [...page.matchAll(/^\| `([A-Za-z0-9.]+)` \| `([^`]*)` \|/gm)].map(([, key, value]) => `${key} ${value}`);
  t.deepEqual(told, [...leaves(DEFAULTS), ...leaves(LIVE_DEFAULTS, 'live.')]);
});

/** `group.key default` of every value below. */
function leaves(settings: object, before = ''): string[] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isGroup ? leaves(value, `${before}${key}.`) : [`${before}${key} ${Array.isArray(value) ? JSON.stringify(value) : String(value)}`];
  });
}
