import { z } from 'zod';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node | false;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly const?: unknown;
}

/**
 * The keys that a schema allows at a path of its document, of alternatives those of the one that the value there is
 * of; none where any key is allowed.
 */
export function allowedKeys(schema: z.ZodType, path: readonly PropertyKey[], document: unknown): string[] {
  let node: Node | undefined = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  let value = document;
  for (const step of path) {
    node = below(node, step);
    value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step];
  }
  return Object.keys(alternativeOf(objectOf(node), value)?.properties ?? {});
}

function below(node: Node | undefined, step: PropertyKey): Node | undefined {
  if (typeof step === 'number') return node?.items;
  const object = objectOf(node);
  return object?.properties?.[String(step)] ?? (object?.additionalProperties || undefined);
}

/** Of alternatives that are told apart by a key (`by: rpc`) the one the value names. */
const alternativeOf = (node: Node | undefined, value: unknown) =>
  node?.oneOf?.find(({ properties }) =>
    Object.entries(properties ?? {}).some(
      ([key, property]) =>
        property.const !== undefined && property.const === (value as Record<string, unknown>)[key],
    ),
  ) ?? node;

/** Of alternatives the one with keys. */
const objectOf = (node: Node | undefined) => node?.anyOf?.find(({ properties }) => properties) ?? node;
