import { expect, it } from 'vitest';
import { readVrt } from './read-vrt.ts';

const vrt = (band: string, attributes = '') =>
  Buffer.from(
    `<VRTDataset rasterXSize="20" rasterYSize="10"><VRTRasterBand dataType="UInt16" band="1" ${attributes}>${band}</VRTRasterBand></VRTDataset>`,
  );
const source = (filename: string, relative = 1) =>
  `<SimpleSource><SourceFilename relativeToVRT="${relative}">${filename}</SourceFilename><SourceBand>2</SourceBand>
   <SrcRect xOff="0" yOff="0" xSize="5" ySize="5"/><DstRect xOff="10" yOff="5" xSize="10" ySize="5"/></SimpleSource>`;

it('reads a mosaic of files beside it', () => {
  expect(readVrt(vrt(`<NoDataValue>0</NoDataValue>${source('a.tif')}`), 'x.vrt')).toMatchObject({
    widthPx: 20,
    heightPx: 10,
    dataType: 'UInt16',
    bands: [
      {
        nodata: 0,
        pieces: [
          { reference: 'a.tif', band: 2, from: { x: 0, widthPx: 5 }, to: { x: 10, y: 5, widthPx: 10 } },
        ],
      },
    ],
  });
});

it.each([
  [
    'code',
    vrt('<PixelFunctionCode>x</PixelFunctionCode>', 'subClass="VRTDerivedRasterBand"'),
    /VRTDerivedRasterBand/,
  ],
  ['an absolute file', vrt(source('/etc/passwd', 0)), /refers to '\/etc\/passwd'/],
  ['an absolute file said to be relative', vrt(source('/etc/passwd')), /refers to/],
  ['an address', vrt(source('/vsicurl/http://127.0.0.1/x.tif', 0)), /refers to/],
  [
    'a raw file',
    vrt('<SourceFilename>x</SourceFilename>', 'subClass="VRTRawRasterBand"'),
    /VRTRawRasterBand/,
  ],
  ['a computed source', vrt('<KernelFilteredSource/>'), /KernelFilteredSource/],
  ['another document', Buffer.from('<x/>'), /root element is x/],
])('refuses %s', (_, xml, why) => {
  expect(() => readVrt(xml, 'x.vrt')).toThrow(why);
  expect(() => readVrt(xml, 'x.vrt')).toThrow(expect.objectContaining({ code: 'UnsupportedRaster' }));
});
