import sharp, { type Sharp } from 'sharp';
import type { DataType } from '@pvs/core/catalogue/product';
import { invalidInput, limitExceeded } from '@pvs/core/errors';
import type { CoverageAnswer, CoverageFormat } from './coverage-format.ts';
import { bytesOf, coverageReader } from './read-coverage.ts';

interface PictureRules {
  readonly name: string;
  readonly mediaType: string;
  readonly extension: string;
  readonly dataTypes: readonly DataType[];
  readonly bandCounts: readonly number[];
  encode(picture: Sharp): Sharp;
}

/** Samples as grey or colours, without their place: what fits into a picture. */
const pictureCoverage = (rules: PictureRules): CoverageFormat => ({
  name: rules.name,
  mediaType: rules.mediaType,
  aliases: rules.extension === 'jpg' ? ['image/jpg', 'jpg'] : [],
  extension: rules.extension,
  async write(answer) {
    check(answer, rules);
    const { found, cog, plan, context } = answer;
    const { read } = coverageReader(found, cog, plan, context);
    const { widthPx, heightPx } = plan.grid;
    const body = await context.admission.run(widthPx * heightPx, context.signal, async () => {
      const [tile] = await read([{ x0: 0, y0: 0, x1: widthPx, y1: heightPx }]);
      const { samples } = tile!;
      const raw = { width: widthPx, height: heightPx, channels: plan.bands.length as 1 | 2 | 3 | 4 };
      const isWide = plan.dataType === 'uint16';
      const picture = sharp(isWide ? (samples as Uint16Array) : bytesOf(samples), { raw });
      const space = plan.bands.length < 3 ? 'grey16' : 'rgb16';
      return rules.encode(isWide ? picture.toColourspace(space) : picture).toBuffer();
    });
    return { body, sizeBytes: body.length };
  },
});

function check({ plan, context }: CoverageAnswer, { mediaType, dataTypes, bandCounts }: PictureRules): void {
  const { bands, dataType, grid } = plan;
  if (!dataTypes.includes(dataType) || !bandCounts.includes(bands.length)) {
    throw invalidInput(
      `${bands.length} bands of ${dataType} cannot be written as ${mediaType}: allowed are ${bandCounts.join(', ')} of ${dataTypes.join(', ')}; choose some by rangeSubset, or image/tiff`,
      { code: 'InvalidParameterValue', detail: { locator: 'format' } },
    );
  }
  const { maxWidthPx, maxHeightPx } = context.stack.limits;
  if (grid.widthPx > maxWidthPx || grid.heightPx > maxHeightPx) {
    throw limitExceeded(
      `${grid.widthPx} × ${grid.heightPx} pixels are asked for: allowed as ${mediaType} are up to ${maxWidthPx} × ${maxHeightPx}`,
      { detail: { locator: 'format' } },
    );
  }
}

export const pngCoverage = pictureCoverage({
  name: 'PNG',
  mediaType: 'image/png',
  extension: 'png',
  dataTypes: ['uint8', 'uint16'],
  bandCounts: [1, 2, 3, 4],
  encode: (picture) => picture.png({ compressionLevel: 3 }),
});

export const jpegCoverage = pictureCoverage({
  name: 'JPEG',
  mediaType: 'image/jpeg',
  extension: 'jpg',
  dataTypes: ['uint8'],
  bandCounts: [1, 3],
  encode: (picture) => picture.jpeg({ quality: 90 }),
});
