// What AWS Data Pipeline takes as a definition (AWS Data Pipeline docs, limits; API reference, PipelineObject and Field).

export interface PipelineField {
  readonly key: string;
  /** Every value is a string, also numbers and booleans. */
  readonly stringValue?: string;
  /** The id of another object. */
  readonly refValue?: string;
}

export interface PipelineObject {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly PipelineField[];
}

/** Bytes are those of UTF-8. */
export const PIPELINE_LIMITS = { objects: 100, fieldsPerObject: 50, keyBytes: 256, fieldBytes: 10_240, objectBytes: 15_360 } as const;

const ENCODER = new TextEncoder();

function bytesOf(text: string): number {
  return ENCODER.encode(text).length;
}

/** Every limit that a definition breaks, one line each; empty when AWS would take it as far as its form goes. */
export function limitFaults(objects: readonly PipelineObject[]): string[] {
  const faults: string[] = [];
  const ids = new Set(objects.map(({ id }) => id));
  if (objects.length > PIPELINE_LIMITS.objects) faults.push(`${objects.length} objects, of at most ${PIPELINE_LIMITS.objects}`);
  if (ids.size < objects.length) faults.push('an id is used twice');
  for (const { id, name, fields } of objects) {
    const fault = (what: string): number => faults.push(`${id}: ${what}`);
    if (id === '' || name === '') fault('id and name must not be empty');
    if (bytesOf(id) > PIPELINE_LIMITS.keyBytes || bytesOf(name) > PIPELINE_LIMITS.keyBytes) fault(`id or name of more than ${PIPELINE_LIMITS.keyBytes} bytes`);
    if (fields.length > PIPELINE_LIMITS.fieldsPerObject) fault(`${fields.length} fields, of at most ${PIPELINE_LIMITS.fieldsPerObject}`);
    let objectBytes = bytesOf(id) + bytesOf(name);
    for (const { key, stringValue, refValue } of fields) {
      const value = stringValue ?? refValue ?? '';
      objectBytes += bytesOf(key) + bytesOf(value);
      if (value === '') fault(`${key} is empty`);
      if (stringValue !== undefined && refValue !== undefined) fault(`${key} is a string and a reference`);
      if (bytesOf(key) > PIPELINE_LIMITS.keyBytes) fault(`a key of more than ${PIPELINE_LIMITS.keyBytes} bytes`);
      if (bytesOf(value) > PIPELINE_LIMITS.fieldBytes) fault(`${key} of more than ${PIPELINE_LIMITS.fieldBytes} bytes`);
      if (refValue !== undefined && !ids.has(refValue)) fault(`${key} refers to ${refValue}, which is not there`);
    }
    if (objectBytes > PIPELINE_LIMITS.objectBytes) fault(`${objectBytes} bytes, of at most ${PIPELINE_LIMITS.objectBytes}`);
  }
  return faults;
}
