import { commandReference } from './command-reference.ts';
import { configurationReference, configurationSchema } from './configuration-reference.ts';
import { environmentReference } from './environment-reference.ts';

/** A file of the checkout whose content follows from the code. */
export interface GeneratedDocument {
  /** Relative to the root of the checkout. */
  readonly path: string;
  content(): string;
}

/** Everything that `npm run docs` writes. */
export const documents: readonly GeneratedDocument[] = [
  { path: 'docs/cli.md', content: commandReference },
  { path: 'docs/environment.md', content: environmentReference },
  { path: 'docs/configuration.md', content: configurationReference },
  { path: 'config/stack.schema.json', content: configurationSchema },
];
