/** Pieces of JSON Schema (2020-12), for the OpenAPI document. */
export const schema = {
  text: { type: 'string' },
  time: { type: 'string', description: 'ISO 8601; empty where it is not known' },
  count: { type: 'integer', minimum: 0 },
  number: { type: 'number' },
  array: (items: object) => ({ type: 'array', items }),
  map: (values: object) => ({ type: 'object', additionalProperties: values }),
  orNull: (one: object) => ({ anyOf: [one, { type: 'null' }] }),
  /** All of the first are there, the others may be missing. */
  object: (properties: object, others: object = {}) => ({
    type: 'object',
    properties: { ...properties, ...others },
    required: Object.keys(properties),
  }),
} as const;
