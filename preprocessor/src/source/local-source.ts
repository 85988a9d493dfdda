import { allowedPath } from './allowed-path.ts';
import type { Source } from './source.ts';

/** Files and directories of this machine, below `PVS_SOURCE_DIRS`; they are read where they are. */
export const localSource: Source = {
  name: 'local',
  form: '/directory/scene.tar',
  accepts: (path) => path.startsWith('/'),
  find: async (path, { sourceDirs }) => ({ local: await allowedPath(path, sourceDirs) }),
};
