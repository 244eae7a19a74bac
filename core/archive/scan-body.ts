// The body of an answer of Scan turned into lines of a backup where it lies in memory. Both formats name the types of
// values by words of the same length that differ in the case of the first letter only (S and s, NULL and nULL): that
// letter is changed, the comma between two items becomes the end of a line, and nothing is copied or parsed.
//
// What is not to the letter as DynamoDB sends it (a blank, an unknown type) is left as it was for the SDK to read.

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, LINE_END] = [0x7b, 0x7d, 0x5b, 0x5d, 0x0a];
const [B, L, M, N, S, O, U, T, F] = [0x42, 0x4c, 0x4d, 0x4e, 0x53, 0x4f, 0x55, 0x74, 0x66];
const BLANK = 0x20;
/** What may stand behind a backslash (RFC 8259, 7): a quote, a backslash, a slash, b f n r t, and u with four digits. */
const ESCAPES = new Set([QUOTE, BACKSLASH, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);
const U_ESCAPE = 0x75;
/** Names of types are told apart from those in lower case by this bit. */
const LOWER = 0x20;
/** DynamoDB nests 32 levels deep; anything deeper is none of its answers. */
const DEPTH_MAX = 80;

export interface ScanBody {
  /** Lines of items, each with its end; a part of the body's memory. */
  readonly lines: Uint8Array;
  readonly items: number;
  /** The rest of the answer as JSON, with an empty list of items. */
  readonly rest: Uint8Array;
}

/** Takes the items out of the body, which is changed; null: it is none that is known, and is as it was. */
export function takeItems(body: Uint8Array): ScanBody | null {
  return new Reader(body).read();
}

/** Walks over JSON from position to position; -1 is a position that nothing follows from. */
class Reader {
  readonly #body: Uint8Array;
  /** Where bytes were changed: to be undone. */
  #changed = new Int32Array(4096);
  #changes = 0;
  #items = 0;

  constructor(body: Uint8Array) {
    this.#body = body;
  }

  read(): ScanBody | null {
    const body = this.#body;
    let [from, to] = [-1, -1];
    let at = body[0] === OPEN ? 0 : -1;
    do {
      const key = at + 1;
      at = this.#colon(this.#text(key));
      if (at < 0) break;
      const isItems = at - key === 8 && body[key + 1] === 0x49 && body[key + 2] === T && body[key + 3] === 0x65 && body[key + 4] === 0x6d && body[key + 5] === 0x73;
      if (isItems && from >= 0) return this.#undo();
      if (isItems) {
        from = at;
        at = this.#list(at);
        to = at;
      } else at = this.#skip(at);
    } while (at >= 0 && body[at] === COMMA);
    if (at < 0 || from < 0 || body[at] !== CLOSE || at !== body.length - 1) return this.#undo();
    const rest = new Uint8Array(from + 2 + body.length - to);
    rest.set(body.subarray(0, from));
    rest[from] = OPEN_LIST;
    rest[from + 1] = CLOSE_LIST;
    rest.set(body.subarray(to), from + 2);
    if (this.#items === 0) return { lines: body.subarray(0, 0), items: 0, rest };
    body[to - 1] = LINE_END;
    return { lines: body.subarray(from + 1, to), items: this.#items, rest };
  }

  #undo(): null {
    for (let i = 0; i < this.#changes; i++) {
      const at = this.#changed[i];
      this.#body[at] = this.#body[at] === LINE_END ? COMMA : this.#body[at] & ~LOWER;
    }
    return null;
  }

  #change(at: number, byte: number): void {
    if (this.#changes === this.#changed.length) {
      const more = new Int32Array(this.#changed.length * 2);
      more.set(this.#changed);
      this.#changed = more;
    }
    this.#changed[this.#changes++] = at;
    this.#body[at] = byte;
  }

  /** The list of items. */
  #list(at: number): number {
    const body = this.#body;
    if (body[at] !== OPEN_LIST) return -1;
    if (body[at + 1] === CLOSE_LIST) return at + 2;
    for (let next = at + 1; ;) {
      next = this.#item(next, 0);
      if (next < 0) return -1;
      this.#items++;
      if (body[next] === CLOSE_LIST) return next + 1;
      if (body[next] !== COMMA) return -1;
      this.#change(next, LINE_END);
      next++;
    }
  }

  /** {"name":value,...} */
  #item(at: number, depth: number): number {
    const body = this.#body;
    if (at < 0 || body[at] !== OPEN || depth > DEPTH_MAX) return -1;
    if (body[at + 1] === CLOSE) return at + 2;
    for (let next = at; ;) {
      next = this.#value(this.#colon(this.#text(next + 1)), depth);
      if (next < 0) return -1;
      if (body[next] === CLOSE) return next + 1;
      if (body[next] !== COMMA) return -1;
    }
  }

  /** {"S":"..."} and its like */
  #value(at: number, depth: number): number {
    const body = this.#body;
    if (at < 0 || body[at] !== OPEN || body[at + 1] !== QUOTE) return -1;
    const type = body[at + 2];
    const second = body[at + 3];
    let end: number;
    if (second === QUOTE) {
      const content = this.#colon(at + 4);
      if (type === S || type === N || type === B) end = this.#text(content);
      else if (type === M) end = this.#item(content, depth + 1);
      else if (type === L) end = this.#values(content, depth + 1);
      else return -1;
    } else if (second === S && (type === S || type === N || type === B) && body[at + 4] === QUOTE) end = this.#texts(this.#colon(at + 5));
    else if (this.#isWord(at + 3, type, second)) end = this.#flag(this.#colon(at + 7));
    else return -1;
    if (end < 0 || body[end] !== CLOSE) return -1;
    this.#change(at + 2, type | LOWER);
    return end + 1;
  }

  /** BOOL or NULL, from its second letter to its quote. */
  #isWord(at: number, type: number, second: number): boolean {
    const body = this.#body;
    const middle = type === B && second === O ? O : type === N && second === U ? L : -1;
    return body[at + 1] === middle && body[at + 2] === L && body[at + 3] === QUOTE;
  }

  #values(at: number, depth: number): number {
    const body = this.#body;
    if (at < 0 || body[at] !== OPEN_LIST || depth > DEPTH_MAX) return -1;
    if (body[at + 1] === CLOSE_LIST) return at + 2;
    let next = at;
    do next = this.#value(next + 1, depth); while (next >= 0 && body[next] === COMMA);
    return next >= 0 && body[next] === CLOSE_LIST ? next + 1 : -1;
  }

  #texts(at: number): number {
    const body = this.#body;
    if (at < 0 || body[at] !== OPEN_LIST) return -1;
    if (body[at + 1] === CLOSE_LIST) return at + 2;
    let next = at;
    do next = this.#text(next + 1); while (next >= 0 && body[next] === COMMA);
    return next >= 0 && body[next] === CLOSE_LIST ? next + 1 : -1;
  }

  /** true or false */
  #flag(at: number): number {
    const body = this.#body;
    if (at >= 0 && body[at] === T && body[at + 1] === 0x72 && body[at + 2] === 0x75 && body[at + 3] === 0x65) return at + 4;
    if (at >= 0 && body[at] === F && body[at + 1] === 0x61 && body[at + 2] === 0x6c && body[at + 3] === 0x73 && body[at + 4] === 0x65) return at + 5;
    return -1;
  }

  /** "...", with escapes; a control character in it is no JSON. */
  #text(at: number): number {
    const body = this.#body;
    if (at < 0 || body[at] !== QUOTE) return -1;
    const end = body.length;
    for (let next = at + 1; next < end; next++) {
      const byte = body[next];
      if (byte === QUOTE) return next + 1;
      if (byte === BACKSLASH) {
        next = this.#escape(next + 1);
        if (next < 0) return -1;
      } else if (byte < BLANK) return -1;
    }
    return -1;
  }

  /** What follows a backslash; gives its last byte, because what is no JSON must not become a line. */
  #escape(at: number): number {
    const body = this.#body;
    if (body[at] !== U_ESCAPE) return ESCAPES.has(body[at]) ? at : -1;
    for (let digit = at + 1; digit <= at + 4; digit++) {
      const byte = body[digit] | LOWER;
      if (!((body[digit] >= 0x30 && body[digit] <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return -1;
    }
    return at + 4;
  }

  #colon(at: number): number {
    return at >= 0 && this.#body[at] === COLON ? at + 1 : -1;
  }

  /** Any value of the rest: it is parsed later. Ends at a comma or brace of its own level. */
  #skip(at: number): number {
    const body = this.#body;
    let depth = 0;
    for (let next = at; next >= 0 && next < body.length; next++) {
      const byte = body[next];
      if (byte === QUOTE) next = this.#text(next) - 1;
      else if (byte === OPEN || byte === OPEN_LIST) depth++;
      else if (depth === 0 && (byte === COMMA || byte === CLOSE)) return next;
      else if (byte === CLOSE || byte === CLOSE_LIST) depth--;
      if (next < 0) return -1;
    }
    return -1;
  }
}
