// Files whose work takes real time: a clock that jumps must not jump meanwhile.

import type { Clock } from '../clock.js';
import type { AppendFile, Files } from './files.js';

export function busyFiles(files: Files, clock: Clock): Files {
  return {
    facts: (path) => clock.busy(files.facts(path)),
    makeFolder: (path) => clock.busy(files.makeFolder(path)),
    names: (path) => clock.busy(files.names(path)),
    read: (path) => busyPieces(files.read(path), clock),
    readEnd: (path, bytes) => clock.busy(files.readEnd(path, bytes)),
    create: (path, bytes) => clock.busy(files.create(path, bytes)),
    replace: (path, pieces) => clock.busy(files.replace(path, pieces)),
    openToAppend: async (path) => busyFile(await clock.busy(files.openToAppend(path)), clock),
    remove: (path) => clock.busy(files.remove(path)),
    freeBytes: (path) => clock.busy(files.freeBytes(path)),
  };
}

function busyFile(file: AppendFile, clock: Clock): AppendFile {
  return {
    append: (bytes) => clock.busy(file.append(bytes)),
    truncate: (bytes) => clock.busy(file.truncate(bytes)),
    sync: () => clock.busy(file.sync()),
    close: () => clock.busy(file.close()),
  };
}

async function* busyPieces(pieces: AsyncIterable<Uint8Array>, clock: Clock): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await clock.busy(iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.(); // lets go of the file when the reader has enough
  }
}
