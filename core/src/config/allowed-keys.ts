import { z } from 'zod';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node | false;
  readonly anyOf?: readonly Node[];
}

/** The keys that a schema allows at a path of its document; none where any key is allowed. */
export function allowedKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let node: Node | undefined = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  for (const step of path) node = below(node, step);
  return Object.keys(objectOf(node)?.properties ?? {});
}

function below(node: Node | undefined, step: PropertyKey): Node | undefined {
  if (typeof step === 'number') return node?.items;
  const object = objectOf(node);
  return object?.properties?.[String(step)] ?? (object?.additionalProperties || undefined);
}

/** Of alternatives the one with keys. */
const objectOf = (node: Node | undefined) => node?.anyOf?.find(({ properties }) => properties) ?? node;
