// Secrets in text of others: taken out by what they look like, and by what they are. Errors, messages of AWS and log lines pass
// here before anybody reads them.

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** A shorter value would take words out of ordinary text. */
const VALUE_CHARS_MIN = 8;

/** By shape, with what may stay before it (group 1). Each runs in linear time. */
const SHAPES: readonly RegExp[] = [
  // AWS access key ids (AWS docs, IAM identifiers, unique ID prefixes).
  /()\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  // Session tokens begin so, and are some hundred characters of base64.
  /()\b(?:IQoJ|FwoG|FQoG|AQoD|AgoJ)[A-Za-z0-9+/=_-]{24,}/g,
  // Presigned addresses (AWS docs, Signature Version 4, query string).
  /(X-Amz-(?:Signature|Credential|Security-Token)(?:=|%3D))[^&\s"'<>\\]+/gi,
  /(\b(?:Signature|Credential)=)[A-Za-z0-9/+=%_-]{8,}/g,
  // Headers, as they are written, printed by util.inspect or quoted in JSON.
  /((?:authorization|x-amz-security-token|x-api-key|cookie)["']?\s*[:=]\s*["']?)(?:(?:Bearer|Basic|AWS4-HMAC-SHA256)\s+)?[^\s"',;}]+/gi,
  // Assignments: aws_secret_access_key = ..., "secretAccessKey": "...", PASSWORD=...
  /(\b[\w-]{0,40}(?:secret[_-]?access[_-]?key|access[_-]?key[_-]?secret|session[_-]?token|security[_-]?token|auth[_-]?token|secret[_-]?key|client[_-]?secret|api[_-]?key|private[_-]?key|passw(?:or)?d|passphrase)["']?\s*[:=]\s*["']?)[^\s"',;}&]{4,}/gi,
  // Names and passwords before the host of an address.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"'<>]{1,400}@/gi,
  /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-]|-(?!----))*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
];
/** 40 characters of base64 alone, of all three kinds: a secret access key. Hashes in hex and words are not of all three kinds. */
const KEY_LIKE = /(?<![A-Za-z0-9/+=])(?=[^A-Z]{0,39}[A-Z])(?=[^a-z]{0,39}[a-z])(?=[^0-9]{0,39}[0-9])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

/** Names of environment variables whose values are secrets. */
const SECRET_NAME = /SECRET|TOKEN|PASSW|PASSPHRASE|PRIVATE|CREDENTIAL|API_?KEY|ACCESS_KEY|AUTH/i;
/** Names that fit the pattern and hold no secret: files, profiles and switches. */
const NO_SECRET = /(?:_FILE|_PATH|_SOCK|_PROFILE|_URI|_URL|_TYPE|_ARN)$/i;

/** Takes secrets out of text; learns their values as the program sees them. */
export class Redactor {
  readonly #values = new Set<string>();
  #known: RegExp | null = null;

  /** Adds a value that is a secret, also as it looks percent-encoded, in base64 and inside of JSON. Short values are not added. */
  learn(value: string | null | undefined): void {
    if (typeof value !== 'string' || value.length < VALUE_CHARS_MIN || this.#values.has(value)) return;
    for (const form of [value, encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd')), JSON.stringify(value).slice(1, -1), base64(value)]) this.#values.add(form);
    this.#known = null;
  }

  /** Adds what an environment holds under names of secrets. */
  learnEnvironment(env: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(env)) if (SECRET_NAME.test(name) && !NO_SECRET.test(name)) this.learn(value);
  }

  /** The text without secrets: for lines that people read. */
  clean(text: string): string {
    return this.cleanData(text).replace(KEY_LIKE, REDACTED);
  }

  /** The same for results that programs read: 40 letters and digits may be the name of a table there. */
  cleanData(text: string): string {
    let clean = text;
    if (this.#values.size > 0) clean = clean.replace(this.#pattern(), REDACTED);
    for (const shape of SHAPES) clean = clean.replace(shape, (_whole, before: string) => `${before}${REDACTED}`);
    return clean;
  }

  #pattern(): RegExp {
    // The longest first: a value may be the beginning of another.
    this.#known ??= new RegExp([...this.#values].sort((a, b) => b.length - a.length).map(escaped).join('|'), 'g');
    return this.#known;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function base64(text: string): string {
  // The end depends on what follows: only whole groups of three bytes are the same everywhere.
  const whole = new TextEncoder().encode(text);
  const bytes = whole.subarray(0, whole.length - (whole.length % 3));
  return btoa(String.fromCharCode(...bytes));
}
