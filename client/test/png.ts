import { crc32, deflateSync } from 'node:zlib';

/** Red, green, blue, alpha, each 0 to 255. */
export type Pixel = readonly [number, number, number, number];

/** A PNG of RGBA pixels (PNG 1.2 §11): enough for test tiles, where a picture library would be one more dependency. */
export function encodePng(sizePx: number, pixelAt: (x: number, y: number) => Pixel): Buffer {
  const stride = sizePx * 4 + 1;
  const rows = Buffer.alloc(stride * sizePx);
  for (let y = 0; y < sizePx; y += 1) {
    for (let x = 0; x < sizePx; x += 1) rows.set(pixelAt(x, y), y * stride + 1 + x * 4);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sizePx, 0);
  header.writeUInt32BE(sizePx, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
