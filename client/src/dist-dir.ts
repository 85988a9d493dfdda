import { join } from 'node:path';

/** Where `buildClient` writes the page and `clientPlugin` finds it; what serves it needs nothing else of the build. */
export const clientDistDir = join(import.meta.dirname, '../dist');
