// What the file system refuses, as one line with its exit code.

import { EXIT, UserError } from '../../core/errors.js';

const WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full; free some room and run again'],
  ['EDQUOT', 'the quota of this user is used up; free some room and run again'],
  ['EROFS', 'the file system is read-only; mount it for writing, or choose another folder for the state'],
  ['EACCES', 'this user may not; give it the folder, or choose another for the state'],
  ['EPERM', 'this user may not; give it the folder, or choose another for the state'],
  ['ELOOP', 'is a symbolic link; give the folder itself'],
  ['EIO', 'the disk does not read or write; check it, and run again'],
  ['EMFILE', 'too many files are open; raise the limit (ulimit -n)'],
  ['ENOTDIR', 'a file stands where a folder should be; move it away'],
  ['ENOENT', 'is gone; somebody removed it while it was in use'],
]);

/** The refusal (74) for an error of the file system; what is none is given back as it is. */
export function ioFault(error: unknown, path: string): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || typeof code !== 'string') return error as Error;
  const fault = new UserError(EXIT.io, [{ where: path, what: `${WORDS.get(code) ?? 'cannot be read or written'} (${code})` }]);
  fault.cause = error;
  return fault;
}

/** Carries out work on a path. @throws UserError (74) for what the file system refuses */
export async function onPath<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw ioFault(error, path);
  }
}
