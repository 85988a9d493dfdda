import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { MapPicture } from '../draw/map-picture.ts';
import { analysePicture } from './analyse-picture.ts';
import { pictureFormats, requireFormat, wordsOf } from './index.ts';

const WIDTH = 67;
const HEIGHT = 41;

function picture(pixel: (x: number, y: number) => readonly [number, number, number, number]): MapPicture {
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) rgba.set(pixel(x, y), (y * WIDTH + x) * 4);
  return { widthPx: WIDTH, heightPx: HEIGHT, rgba };
}

const opaque = picture((x, y) => [x * 3, y * 6, (x + y) * 2, 255]);
const grey = picture((x, y) => [x + y, x + y, x + y, 255]);
const empty = picture(() => [0, 0, 0, 0]);
const mixed = picture((x, y) => (x < 30 ? [0, 0, 0, 0] : [x * 3, y * 6, 100, x < 40 ? 128 : 255]));

const decode = (body: Buffer) => sharp(body).toColourspace('srgb').ensureAlpha().raw().toBuffer();

/** Largest difference of colour and opacity, over the pixels that show. */
function worst(a: Uint8Array, b: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i | 3] === 0 && b[i | 3] === 0) continue;
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
  }
  return most;
}

describe.each(pictureFormats.map((format) => ({ name: format.name, format })))('$name', ({ format }) => {
  const tolerance = format.name === 'png' ? 0 : 24;

  it('keeps an opaque picture', async () => {
    const body = await format.encode(opaque, { transparent: true, quality: 95 });
    expect(worst(await decode(body), opaque.rgba)).toBeLessThanOrEqual(tolerance);
    expect((await sharp(body).metadata()).hasAlpha).toBe(false);
  });

  it('keeps a grey picture grey', async () => {
    const body = await format.encode(grey, { transparent: true, quality: 95 });
    expect(worst(await decode(body), grey.rgba)).toBeLessThanOrEqual(tolerance);
  });

  it('puts the background behind where transparency is not wanted', async () => {
    const body = await format.encode(mixed, { transparent: false, background: [0, 0, 200] });
    const pixels = await decode(body);
    expect(Math.abs(pixels[2]! - 200)).toBeLessThanOrEqual(tolerance);
    expect(pixels[3]).toBe(255);
  });

  it('is white behind where no background is given', async () => {
    const pixels = await decode(await format.encode(empty, { transparent: false }));
    expect(Math.min(...pixels)).toBeGreaterThanOrEqual(255 - tolerance);
  });

  it.runIf(format.supportsTransparency)('keeps what is transparent transparent', async () => {
    const pixels = await decode(await format.encode(mixed, { transparent: true, quality: 95 }));
    expect(pixels[3]).toBe(0);
    // A palette has as many colours with opacity as it has room for.
    expect(Math.abs(pixels[35 * 4 + 3]! - 128)).toBeLessThanOrEqual(format.name === 'png8' ? 4 : 0);
    expect(pixels[60 * 4 + 3]).toBe(255);
  });

  it('says what it is', async () => {
    const { format: found } = await sharp(await format.encode(mixed, { transparent: true })).metadata();
    expect(format.mediaType).toBe(`image/${found}`);
    expect(requireFormat(format.name)).toBe(format);
    // Of two formats of one media type and extension the first is meant.
    const first = pictureFormats.find(({ mediaType }) => mediaType === format.mediaType);
    expect(requireFormat(format.mediaType)).toBe(first);
    expect(requireFormat(format.extension)).toBe(first);
  });
});

describe('jpeg', () => {
  const noise = (i: number) => ((i * 2_654_435_761) >>> 9) & 255;

  it.each([50, 85, 95, 100])('is as good as libjpeg’s at quality %i, and as large', async (quality) => {
    const [width, height] = [143, 91];
    const rgba = new Uint8Array(width * height * 4).map((_, i) =>
      i % 4 === 3 ? 255 : 90 + 70 * Math.sin(i / 300) + 50 * Math.cos(i / 7001) + (noise(i) >> 4),
    );
    const ours = await requireFormat('jpeg').encode(
      { widthPx: width, heightPx: height, rgba },
      { transparent: false, quality },
    );
    const raw = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
    const theirs = await raw.jpeg({ quality, optimiseCoding: false, chromaSubsampling: '4:2:0' }).toBuffer();
    const error = async (body: Buffer) =>
      (await decode(body)).reduce((sum, v, i) => sum + (v - rgba[i]!) ** 2, 0) / rgba.length;
    expect(await error(ours)).toBeLessThan((await error(theirs)) * 1.03 + 0.05);
    expect(ours.length).toBeLessThan(theirs.length * 1.03);
  });

  it.each([
    [1, 1],
    [16, 17],
    [15, 33],
    [1201, 700],
  ])('decodes at %i × %i pixels, whatever the pixels are', async (widthPx, heightPx) => {
    for (const value of [noise, (i: number) => (i % 8 < 4 ? 0 : 255), () => 255]) {
      const rgba = Uint8Array.from({ length: widthPx * heightPx * 4 }, (_, i) =>
        i % 4 === 3 ? 255 : value(i),
      );
      const body = await requireFormat('jpeg').encode(
        { widthPx, heightPx, rgba },
        { transparent: false, quality: 100 },
      );
      const { data, info } = await sharp(body, { failOn: 'warning' })
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: widthPx, height: heightPx });
      if (value(0) === 255 && value(5) === 255) expect(data.every((v) => v > 252)).toBe(true);
    }
  });
});

describe('png', () => {
  const png = requireFormat('png');

  it('is a hundred bytes where nothing shows', async () => {
    const large = { widthPx: 256, heightPx: 256, rgba: new Uint8Array(256 * 256 * 4) };
    const body = await png.encode(large, { transparent: true });
    expect(body.length).toBeLessThan(130);
    const { width, height, hasAlpha } = await sharp(body).metadata();
    expect({ width, height, hasAlpha }).toEqual({ width: 256, height: 256, hasAlpha: true });
    expect((await decode(body)).every((v, i) => i % 4 !== 3 || v === 0)).toBe(true);
  });

  it('writes a grey picture with one sample a pixel', async () => {
    const body = await png.encode(grey, { transparent: true });
    expect((await sharp(body).metadata()).channels).toBe(1);
  });

  it.each([
    ['opaque', 1201, 700, 255],
    ['mixed', 1201, 700, 90],
    ['wide', 270_001, 3, 255],
  ])('keeps a picture of several strips exactly: %s', async (_, widthPx, heightPx, opacity) => {
    const rgba = new Uint8Array(widthPx * heightPx * 4);
    for (let i = 0; i < rgba.length; i += 4)
      rgba.set([(i * 7) >> 5, i >> 9, (i * i) >> 11, i % 20 < 10 ? 255 : opacity], i);
    const large = { widthPx, heightPx, rgba };
    expect(worst(await decode(await png.encode(large, { transparent: true })), rgba)).toBe(0);
    const flat = await decode(await png.encode(large, { transparent: false, background: [10, 20, 30] }));
    const exact = rgba.map((v, i) => {
      const alpha = rgba[i | 3]!;
      return i % 4 === 3 ? 255 : Math.round((v * alpha + [10, 20, 30][i % 4]! * (255 - alpha)) / 255);
    });
    expect(worst(flat, exact)).toBe(0);
  });

  it('keeps colours under opacity exactly', async () => {
    expect(worst(await decode(await png.encode(mixed, { transparent: true })), mixed.rgba)).toBe(0);
  });
});

it.each([
  ['empty', empty],
  ['opaque', opaque],
  ['mixed', mixed],
  ['mixed', picture((x, y) => [0, 0, 0, x === WIDTH - 1 && y === HEIGHT - 1 ? 255 : 0])],
  ['mixed', picture(() => [1, 2, 3, 128])],
])('finds a picture %s', (content, given) => {
  expect(analysePicture(given).content).toBe(content);
});

it('has formats of unique names, by FORMAT and by themselves, and names them where another is asked for', () => {
  expect(new Set(pictureFormats.map(({ name }) => name)).size).toBe(pictureFormats.length);
  const words = pictureFormats.flatMap(wordsOf);
  expect(new Set(words).size).toBe(words.length);
  expect(() => requireFormat('image/gif')).toThrow(/image\/gif.*image\/png, .*image\/jpeg, image\/webp/);
});
