import { basename } from 'node:path';
import { allowedUrl, shownUrl } from '@pvs/core/net/allowed-url';
import { openHttp } from './open-http.ts';
import type { Source, Wanted } from './source.ts';

/** Packages of HTTP servers that the stack's YAML allows (`sources.httpHosts`). */
export const httpSource: Source = {
  name: 'http',
  form: 'https://host/in/scene.tar',
  accepts: (path) => /^https?:\/\//i.test(path),
  find: (path, { config: { sources } }) => {
    const url = allowedUrl(path, sources);
    const fileName = basename(decodeSafely(url.pathname)) || 'package';
    const file = { name: shownUrl(url), open: (wanted: Wanted) => openHttp(url, wanted, sources) };
    return Promise.resolve({ file, fileName: fileName.replaceAll(/[^\w.-]+/g, '_').slice(-200) });
  },
};

function decodeSafely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
