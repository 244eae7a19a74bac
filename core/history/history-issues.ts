// Mistakes found in a history: all are counted, the first few are kept.

import { EXIT, UserError, type Issue } from '../errors.js';

/** `column` is '' for a whole row, `line` is 0 for a whole file. */
export interface Found {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly what: string;
}

export class HistoryIssues {
  readonly limit: number;
  readonly list: Found[] = [];
  total = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(file: string, line: number, column: string, what: string): void {
    this.total++;
    if (this.list.length < this.limit) this.list.push({ file, line, column, what });
  }

  /** Takes over what was found in a later part of a file, whose lines were counted from `linesBefore`. */
  append(list: readonly Found[], total: number, linesBefore: number): void {
    this.total += total;
    for (const found of list) {
      if (this.list.length < this.limit) this.list.push({ ...found, line: found.line + linesBefore });
    }
  }

  /** @throws UserError (exit 65) with everything found, if anything was. */
  throwIfAny(): void {
    if (this.total > 0) throw new UserError(EXIT.data, this.list.map(issueOf), this.total - this.list.length);
  }
}

function issueOf(found: Found): Issue {
  const place = found.line === 0 ? found.file : `${found.file}:${found.line}`;
  return { where: found.column === '' ? place : `${place}: ${found.column}`, what: found.what };
}
