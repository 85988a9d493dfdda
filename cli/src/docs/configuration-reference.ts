import { stackSchema } from '@pvs/core/config/stack';
import { z } from 'zod';
import { code, GENERATED, table } from './markdown.ts';

/** What is used here of JSON Schema (draft 2020-12). */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

const stackJsonSchema = () => z.toJSONSchema(stackSchema, { io: 'input', unrepresentable: 'any' }) as Schema;

/** JSON Schema of a stack's YAML: editors complete and check with it. */
export const configurationSchema = () => `${JSON.stringify(stackJsonSchema(), undefined, 2)}\n`;

/** The stack's YAML key by key, from its schema. */
export function configurationReference(): string {
  return [
    GENERATED,
    '# Configuration of a stack',
    'One YAML a stack: `config/vhr18.yml` and `config/emg.yml` are complete and commented examples. It is checked as a whole before anything starts, and a mistake is reported with its line. `[]` stands for each entry of a list, `{}` for each name.',
    `${table(['key', 'value', 'means', 'unless given'], rowsOf(stackJsonSchema(), ''))}\n`,
  ].join('\n\n');
}

function rowsOf(schema: Schema, path: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const key = path === '' ? name : `${path}.${name}`;
    const row = [code(key), typeOf(property), property.description ?? '', fallbackOf(schema, name, property)];
    return [row, ...rowsBelow(property, key)];
  });
}

function rowsBelow(schema: Schema, key: string): string[][] {
  const inList = typeof schema.items === 'object' ? rowsOf(schema.items, `${key}[]`) : [];
  const named =
    typeof schema.additionalProperties === 'object' ? rowsOf(schema.additionalProperties, `${key}.{}`) : [];
  return [
    ...rowsOf(schema, key),
    ...inList,
    ...named,
    ...merged([...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => rowsOf(one, key))),
  ];
}

/** Alternatives may share keys. */
function merged(rows: readonly string[][]): string[][] {
  return [...Map.groupBy(rows, ([key]) => key).values()].map(([first = [], ...others]) => {
    const types = new Set([first, ...others].map(([, type = '']) => type));
    return first.map((cell, i) => (i === 1 ? [...types].join(' or ') : cell));
  });
}

function fallbackOf(parent: Schema, name: string, { default: value, properties }: Schema): string {
  if (value !== undefined && properties === undefined) return value === '' ? '' : code(JSON.stringify(value));
  return parent.required?.includes(name) === true ? '**required**' : '';
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.oneOf) return 'group';
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(', ')}]`;
  if (schema.type === 'array')
    return `list of ${typeof schema.items === 'object' ? typeOf(schema.items) : 'any'}`;
  if (schema.type === 'object') return schema.properties ? 'group' : 'names';
  return `${schema.type === 'string' ? 'text' : (schema.type ?? 'any')}${rangeOf(schema)}`;
}

function rangeOf({ minimum, maximum }: Schema): string {
  const upper = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === undefined) return upper === undefined ? '' : ` up to ${upper}`;
  return upper === undefined ? ` from ${minimum}` : ` ${minimum} to ${upper}`;
}
