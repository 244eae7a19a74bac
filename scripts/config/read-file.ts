// A file of the user (configuration, experiment, prices): read under limits, as text.

import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { DOCUMENT_BYTES_MAX } from '../../core/config/document.js';
import { EXIT, refuse } from '../../core/errors.js';

/**
 * @param what what the file is, for messages: "config"
 * @param mend what to do where it is missing
 * @throws UserError (config) when it is missing, no plain file, too long or not UTF-8
 */
export async function readUserFile(path: string, what: string, mend = 'check the path'): Promise<string> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return refuse(EXIT.config, '', `${what} not found: ${path}; ${mend}`);
    throw error;
  });
  // Opening a pipe or a device could wait for ever.
  if (!info.isFile()) refuse(EXIT.config, path, `must be a file, is a ${info.isDirectory() ? 'folder' : 'pipe or device'}`);
  if (info.size > DOCUMENT_BYTES_MAX) refuse(EXIT.config, path, `has ${info.size} bytes, more than the limit of ${DOCUMENT_BYTES_MAX}`);
  const bytes = await readFile(path);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) refuse(EXIT.config, path, 'is UTF-16 at byte 0: save it as UTF-8');
  const nul = bytes.indexOf(0);
  if (nul !== -1) refuse(EXIT.config, path, `has a NUL at byte ${nul}: save it as UTF-8 text`);
  if (!isUtf8(bytes)) refuse(EXIT.config, path, `is not UTF-8 at byte ${firstBadByte(bytes)}: save it as UTF-8`);
  return bytes.toString('utf8');
}

/** Decoding marks what is not UTF-8 with U+FFFD; the first mark that is not in the file itself is the place. */
function firstBadByte(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  let at = 0;
  for (const part of text.split('\ufffd')) {
    at += Buffer.byteLength(part);
    if (!bytes.subarray(at, at + 3).equals(Buffer.from('\ufffd'))) break;
    at += 3;
  }
  return at;
}
