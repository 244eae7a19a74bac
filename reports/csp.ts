// The content security policy of a report: nothing may be loaded, and only this style and this script may run.

import { createHash } from 'node:crypto';

/** The source of a hash, as a policy names it: of exactly the text between the tags. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

/** The policy for one inline style and one inline script. */
export function policyFor(style: string, script: string): string {
  return [
    "default-src 'none'", `script-src ${hashSource(script)}`, `style-src ${hashSource(style)}`, 'img-src data:', "base-uri 'none'", "form-action 'none'",
  ].join('; ');
}
