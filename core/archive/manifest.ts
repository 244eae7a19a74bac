// The manifest of a backup, as emr-dynamodb-connector writes it and its import tool reads it: which files are the backup.
// Addresses are absolute: who moves a backup must rewrite it.
// Source: awslabs/emr-dynamodb-connector at 5d21d3b (2026-04-08), emr-dynamodb-tools, ExportManifestRecordWriter.java.

import { EXIT, refuse } from '../errors.js';

export const MANIFEST = 'manifest';
/** Written last, empty: a folder without it is no backup. */
export const SUCCESS = '_SUCCESS';
const NAME = 'DynamoDB-export';
const VERSION = 3;

/** @param urls of the data files, in order; none for an empty table */
export function manifestText(urls: readonly string[]): string {
  const entries = urls.map((url) => `{"url":${JSON.stringify(url)},"mandatory":true}`).join(',\n');
  return `{"name":"${NAME}","version":${VERSION},\n"entries": [\n${entries}\n]}`;
}

/** The addresses of the data files. @throws UserError (65) */
export function readManifest(text: string, where: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  const { name, version, entries } = (parsed ?? {}) as { name?: unknown; version?: unknown; entries?: unknown };
  if (name !== NAME || version !== VERSION || !Array.isArray(entries)) refuse(EXIT.data, where, `is no manifest of ${NAME} version ${VERSION}; make the backup again`);
  return (entries as readonly unknown[]).map((entry, i) => {
    const { url } = (entry ?? {}) as { url?: unknown };
    return typeof url === 'string' ? url : refuse(EXIT.data, where, `has no url in entry ${i}; make the backup again`);
  });
}
