import { conflict, limitExceeded } from '../errors.ts';

/** A `Conflict` with code `ObjectChanged`: the object has another version than the one that was asked for. */
export const objectChanged = (key: string, store: string) =>
  conflict(`object '${key}' in ${store} was replaced while it was read`, {
    code: 'ObjectChanged',
    detail: { key },
  });

/** A `LimitExceeded` with code `ObjectTooLarge`, of an object that is to be read whole. */
export const objectTooLarge = (key: string, sizeBytes: number, maxBytes: number) =>
  limitExceeded(`the object '${key}' has ${sizeBytes} bytes: at most ${maxBytes} are read at once`, {
    code: 'ObjectTooLarge',
    detail: { key },
  });
