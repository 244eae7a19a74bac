// Texts of others in a record, without secrets: what AWS or an engine said may quote anything. Names of tables are left alone:
// what is owed is found by them.

import type { JournalBody } from '../../core/journal/journal.js';

/** The record with its free texts cleaned. */
export function cleanBody(body: JournalBody, clean: (text: string) => string): JournalBody {
  if (body.kind === 'note') return { ...body, value: clean(body.value) };
  if (body.kind === 'verdict') return { ...body, ...(body.reason === undefined ? {} : { reason: clean(body.reason) }), ...(body.url === undefined ? {} : { url: clean(body.url) }) };
  if (body.kind === 'started') return { ...body, host: clean(body.host) };
  return body;
}
