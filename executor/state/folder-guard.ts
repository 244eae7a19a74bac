// Folders and files that only we write to: what others can change is no evidence of what we owe.

import { EXIT, refuse } from '../../core/errors.js';
import type { Files } from './files.js';

const WRITABLE_BY_OTHERS = 0o022;

/** Makes a folder where there is none. @throws UserError (78) as `refuseUnsafe` */
export async function safeFolder(files: Files, path: string): Promise<void> {
  if ((await files.facts(path)) === null) await files.makeFolder(path);
  await refuseUnsafe(files, path, 'folder');
}

/** @throws UserError: 78 for a link, another kind, another owner, or what others may write to; 65 for a file that is not there */
export async function refuseUnsafe(files: Files, path: string, kind: 'file' | 'folder'): Promise<void> {
  const facts = await files.facts(path);
  if (facts === null) refuse(EXIT.data, path, 'is not there');
  if (facts.kind === 'link') refuse(EXIT.config, path, `is a symbolic link; give the ${kind} itself`);
  if (facts.kind !== kind) refuse(EXIT.config, path, `is no ${kind}; move it away`);
  if (!facts.own) refuse(EXIT.config, path, 'belongs to another user; run as its owner, or choose another folder for the state');
  if ((facts.mode & WRITABLE_BY_OTHERS) !== 0) refuse(EXIT.config, path, `can be written by others (mode ${facts.mode.toString(8)}); chmod go-w it`);
}
