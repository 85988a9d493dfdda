/** A value of a parsed JSON document (RFC 8259 §3). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** Any word may be a name, `__proto__` included: look members up with {@link jsonAt}, which sees own ones only. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** True for an object, as opposed to an array or a plain value. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The value at a slash path of member names; undefined where there is none.
 * @example `properties/eo:cloud_cover`
 */
export function jsonAt(value: JsonValue | undefined, path: string): JsonValue | undefined {
  let found = value;
  for (const name of path.split('/')) {
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

/** The text of the string or number at a path, trimmed; undefined where there is neither, or it is blank. */
export function jsonTextAt(value: JsonValue | undefined, path: string): string | undefined {
  const found = jsonAt(value, path);
  if (typeof found !== 'string' && typeof found !== 'number') return undefined;
  return String(found).trim() || undefined;
}

/** The object at a path; undefined where there is none. */
export function jsonObjectAt(value: JsonValue | undefined, path: string): JsonObject | undefined {
  const found = jsonAt(value, path);
  return isJsonObject(found) ? found : undefined;
}

/** The items of the array at a path; none where there is no array. */
export function jsonItemsAt(value: JsonValue | undefined, path: string): readonly JsonValue[] {
  const found = jsonAt(value, path);
  return Array.isArray(found) ? (found as readonly JsonValue[]) : [];
}
