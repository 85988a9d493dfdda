import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

export const root = join(import.meta.dirname, '../..');

/** A compose file as docker sees it: anchors merged, variables replaced. Only what tests look at is typed. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, ComposeSource>>;
  readonly configs?: Readonly<Record<string, ComposeSource>>;
}

export interface ComposeService {
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly secrets?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly networks?: readonly string[];
  readonly ports?: readonly { readonly target: number; readonly published: number; readonly mode: string }[];
  readonly volumes?: readonly (string | { readonly type: string; readonly target: string })[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly logging?: { readonly options?: Readonly<Record<string, string>> };
  readonly stop_grace_period?: string;
  readonly deploy?: ComposeDeploy;
}

export interface ComposeDeploy {
  readonly endpoint_mode?: string;
  readonly replicas?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly placement?: { readonly constraints?: readonly string[] };
  readonly resources?: { readonly limits?: { readonly cpus?: string; readonly memory?: string } };
  readonly restart_policy?: { readonly condition?: string };
  readonly update_config?: { readonly order?: string; readonly failure_action?: string };
}

interface ComposeSource {
  readonly name?: string;
  readonly file?: string;
}

/** Reads a compose file of the checkout; `${NAME:-default}` becomes the default. */
export function readCompose(name: string): ComposeFile {
  const text = readFileSync(join(root, name), 'utf8');
  return parse(
    text.replaceAll(/\$\{\w+:-(?<value>[^}]*)\}/g, (_, value: string) => value),
    { merge: true, version: '1.1' },
  ) as ComposeFile;
}

/** Services with their names. */
export const servicesOf = (file: ComposeFile): [string, ComposeService][] => Object.entries(file.services);

/** What the Compose Specification finds wrong with a file. */
export function composeProblems(name: string): readonly unknown[] {
  const path = join(root, 'node_modules/dclint/schemas/compose.schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
  // The schema names formats of its own ("duration") and a dialect with another spelling.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
  validate(readCompose(name));
  return validate.errors ?? [];
}
