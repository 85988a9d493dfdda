import gdal from 'gdal-async';
import type { QuicklookJob } from './pixel-jobs.ts';
import { openRaster } from './open-raster.ts';

const DRIVERS = {
  jpeg: { name: 'JPEG', options: ['-co', 'QUALITY=85'], hasAlpha: false },
  png: { name: 'PNG', options: [], hasAlpha: true },
  webp: { name: 'WEBP', options: ['-co', 'QUALITY=85'], hasAlpha: true },
} as const;

/** What lies where there is no data in a picture that cannot be transparent. */
const PAPER = 255;

/**
 * Draws a small picture of a COG from its overviews. Pixels are square on Earth, also where the COG's are degrees;
 * where there is no data it is transparent, or white in JPEG.
 */
export function drawQuicklook(job: QuicklookJob): { widthPx: number; heightPx: number } {
  const dataset = openRaster(job.raster);
  const { name, options, hasAlpha } = DRIVERS[job.format];
  try {
    const size = pictureSize(dataset, job.maxPx);
    const channels = job.channels.map((channel) => readChannel(dataset, channel, size));
    const opacity = opacityOf(channels);
    const planes = channels.map(({ bytes }) => (hasAlpha ? bytes : onPaper(bytes, opacity)));
    const isOpaque = opacity.every((value) => value === 255);
    const all = hasAlpha && !isOpaque ? [...planes, opacity] : planes;
    const picture = gdal.open('picture', 'w', ['MEM'], size.widthPx, size.heightPx, all.length, 'Byte');
    const colors = [...(planes.length === 3 ? ['Red', 'Green', 'Blue'] : ['Gray']), 'Alpha'];
    all.forEach((bytes, i) => {
      const band = picture.bands.get(i + 1);
      band.pixels.write(0, 0, size.widthPx, size.heightPx, bytes);
      band.colorInterpretation = colors[i] ?? 'Alpha';
    });
    gdal.config.set('GDAL_PAM_ENABLED', 'NO');
    const grey = planes.length === 1 && name === 'WEBP';
    // WebP knows no grey.
    const spread = grey ? ['-b', '1', '-b', '1', '-b', '1', ...(all.length > 1 ? ['-b', '2'] : [])] : [];
    gdal.translate(job.output, picture, ['-of', name, ...options, ...spread]).close();
    return size;
  } finally {
    gdal.config.set('GDAL_PAM_ENABLED', 'YES');
    dataset.close();
  }
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

function pictureSize(dataset: gdal.Dataset, maxPx: number): Size {
  const { x, y } = dataset.rasterSize;
  const [, dx = 1, , top = 0, , dy = -1] = dataset.geoTransform ?? [];
  const middle = top + (y * dy) / 2;
  const narrowing = dataset.srs?.isGeographic() ? Math.max(0.1, Math.cos((middle * Math.PI) / 180)) : 1;
  const [width, height] = [x * Math.abs(dx) * narrowing, y * Math.abs(dy)];
  const longest = Math.min(maxPx, Math.max(x, y));
  const scale = longest / Math.max(width, height);
  const edge = (length: number) => Math.max(1, Math.round(length * scale));
  return { widthPx: edge(width), heightPx: edge(height) };
}

interface Channel {
  readonly bytes: Uint8Array;
  readonly valid: Uint8Array;
}

function readChannel(
  dataset: gdal.Dataset,
  { band: number, range }: QuicklookJob['channels'][number],
  size: Size,
): Channel {
  const band = dataset.bands.get(number);
  const values = read(band, size, band.colorInterpretation === 'Palette' ? 'NearestNeighbor' : 'Average');
  const mask = band.getMaskBand();
  const valid = mask
    ? Uint8Array.from(read(mask, size, 'NearestNeighbor'))
    : new Uint8Array(values.length).fill(255);
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) valid[i] = 0;
  });
  const [black, white] = range ?? (band.dataType === 'Byte' ? [0, 255] : stretch(values, valid));
  const factor = white === black ? 0 : 255 / (white - black);
  return { bytes: Uint8Array.from(values, (value) => toByte((value - black) * factor)), valid };
}

const toByte = (value: number) => Math.round(Math.max(0, Math.min(255, value)));

function read(band: gdal.RasterBand, { widthPx, heightPx }: Size, resampling: string): Float64Array {
  const { x, y } = band.size;
  const options = { buffer_width: widthPx, buffer_height: heightPx, resampling };
  return Float64Array.from(band.pixels.read(0, 0, x, y, undefined, options) as Float64Array);
}

/** Between percentiles 2 and 98, as maps are drawn. */
function stretch(values: Float64Array, valid: Uint8Array): readonly [number, number] {
  const data = values.filter((_, i) => valid[i] !== 0).sort();
  const at = (share: number) => data[Math.round(share * (data.length - 1))] ?? 0;
  return [at(0.02), at(0.98)];
}

function opacityOf(channels: readonly Channel[]): Uint8Array {
  const opacity = new Uint8Array(channels[0]?.valid.length ?? 0);
  for (const { valid } of channels)
    valid.forEach((value, i) => (opacity[i] = value ? 255 : (opacity[i] ?? 0)));
  return opacity;
}

const onPaper = (bytes: Uint8Array, opacity: Uint8Array) =>
  bytes.map((value, i) => (opacity[i] === 0 ? PAPER : value));
