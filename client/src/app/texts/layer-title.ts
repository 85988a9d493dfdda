import type { ClientLayer } from '../../client-settings.ts';
import { texts } from './texts.ts';

/** What a layer is called on the page, in its language where it is not a name of the stack's own. */
export function layerTitle({ id, title, kind, collection }: ClientLayer): string {
  const { layerKinds } = texts;
  if (kind === 'picture') return id === collection ? layerKinds.images : title;
  if (kind === 'mask') return layerKinds.mask(title);
  if (kind === 'masked') return layerKinds.masked(title);
  return layerKinds[kind];
}
