import type { LayerKind } from '@pvs/core/layers/layer';
import type { ProductTypeConfig } from '@pvs/core/config/stack';
import type { Shown } from './renderings-of.ts';

/** Pictures of a product as the browse type or else the product's type resamples them; as they are without either. */
export function withResampling(
  pictures: readonly Shown[],
  type: ProductTypeConfig | undefined,
  shows: LayerKind,
): readonly Shown[] {
  // Single coverages are not what the default browse type shows.
  const name = shows.kind === 'browse' && shows.browse !== '' ? shows.browse : 'default';
  const browse = shows.kind === 'coverage' ? undefined : type?.browses[name];
  const resampling = browse?.resampling ?? type?.resampling;
  if (resampling === undefined) return pictures;
  return pictures.map((picture) => {
    if (!('colors' in picture)) return { ...picture, resampling };
    const [red, green, blue] = picture.colors;
    return {
      colors: [
        { ...red, resampling },
        { ...green, resampling },
        { ...blue, resampling },
      ],
    };
  });
}
