// Light or dark: the system's wish, or the reader's.

import { byId } from './dom.js';
import { change, current } from './store.js';

const dark = matchMedia('(prefers-color-scheme: dark)');

function isDark(): boolean {
  return current().theme === '' ? dark.matches : current().theme === 'dark';
}

/** Puts the choice into force. */
export function applyTheme(): void {
  const { theme } = current();
  if (theme === '') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
  byId('theme').textContent = isDark() ? 'Light' : 'Dark';
  byId('theme').setAttribute('aria-label', isDark() ? 'use light colours' : 'use dark colours');
}

/** Wires the switch. */
export function startTheme(): void {
  byId('theme').addEventListener('click', () => change({ theme: isDark() ? 'light' : 'dark' }));
  dark.addEventListener('change', applyTheme);
}
