// An item of DynamoDB as the SDK hands it over: attribute values with exactly one member each.

/** AWS API reference, AttributeValue. Numbers are texts: 38 digits do not fit a double. */
export interface AttributeValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly M?: Item | undefined;
  readonly L?: readonly AttributeValue[] | undefined;
  readonly SS?: readonly string[] | undefined;
  readonly NS?: readonly string[] | undefined;
  readonly BS?: readonly Uint8Array[] | undefined;
}

/** Attributes by name. A name may be `__proto__`: read only with own keys, written only with `put`. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Sets an attribute of whatever name; a plain assignment to `__proto__` would be lost. */
export function put<T>(target: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
