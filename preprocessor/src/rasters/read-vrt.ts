import { invalidInput } from '@pvs/core/errors';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementAt, elementsAt, textAt, type XmlElement } from '@pvs/core/xml/xml-element';
import type { Rectangle } from '../gdal/gdal-job.ts';

/** A part of a band that another file holds. */
export interface VrtPiece {
  /** Relative to the VRT, as it spells it. */
  readonly reference: string;
  readonly band: number;
  readonly from: Rectangle;
  readonly to: Rectangle;
}

/** A mosaic that a GDAL virtual raster describes (gdal.org/drivers/raster/vrt.html). */
export interface Vrt {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dataType: string;
  readonly bands: readonly { readonly nodata?: number; readonly pieces: readonly VrtPiece[] }[];
}

/** Elements that only describe; every other one is refused: a VRT can run code and read any file or address. */
const INERT = ['SRS', 'GeoTransform', 'Metadata', 'Description', 'ColorInterp', 'NoDataValue', 'Histograms'];
const SOURCE = ['SourceFilename', 'SourceBand', 'SourceProperties', 'SrcRect', 'DstRect'];

const LIMITS = { maxBytes: 1024 ** 2, maxDepth: 8, maxElements: 20_000, maxAttributeLength: 1024 };

/**
 * Reads the one kind of VRT that is a plain description: bands laid together from parts of files beside it. GDAL's
 * own driver is never asked.
 * @throws InvalidInput `UnsupportedRaster` naming what makes it more than that
 */
export function readVrt(xml: Uint8Array, file: string): Vrt {
  const refuse = (why: string) =>
    invalidInput(
      `${file} is a GDAL virtual raster that is not read: ${why}; allowed are simple sources relative to it`,
      {
        code: 'UnsupportedRaster',
        detail: { file },
      },
    );
  const document = parseXml(xml, LIMITS);
  const allow = (element: XmlElement, names: readonly string[]) => {
    if (element.attributes['subClass'] !== undefined)
      throw refuse(`it has a ${element.attributes['subClass']}`);
    const other = element.children.find(({ name }) => !names.includes(name) && !INERT.includes(name));
    if (other) throw refuse(`it has a ${other.name}`);
  };
  if (document.name !== 'VRTDataset') throw refuse(`its root element is ${document.name}`);
  allow(document, ['VRTRasterBand']);
  const bands = elementsAt(document, 'VRTRasterBand').map((band) => {
    allow(band, ['SimpleSource']);
    const pieces = elementsAt(band, 'SimpleSource').map((source) => {
      allow(source, SOURCE);
      return readPiece(source, refuse);
    });
    const nodata = Number(textAt(band, 'NoDataValue') ?? NaN);
    return {
      ...(Number.isFinite(nodata) && { nodata }),
      pieces,
      type: band.attributes['dataType'] ?? 'Byte',
    };
  });
  const dataType = bands[0]?.type;
  if (dataType === undefined) throw refuse('it has no band');
  const size = (name: string) => Number(document.attributes[name]);
  return { widthPx: size('rasterXSize'), heightPx: size('rasterYSize'), dataType, bands };
}

function readPiece(source: XmlElement, refuse: (why: string) => Error): VrtPiece {
  const name = elementAt(source, 'SourceFilename');
  const reference = name?.text.trim() ?? '';
  if (name?.attributes['relativeToVRT'] !== '1' || reference.startsWith('/') || reference.includes(':')) {
    throw refuse(`it refers to '${reference}'`);
  }
  return {
    reference,
    band: Number(textAt(source, 'SourceBand') ?? 1),
    from: readRectangle(elementAt(source, 'SrcRect'), refuse),
    to: readRectangle(elementAt(source, 'DstRect'), refuse),
  };
}

function readRectangle(element: XmlElement | undefined, refuse: (why: string) => Error): Rectangle {
  const value = (name: string) => Number(element?.attributes[name] ?? NaN);
  const rectangle = { x: value('xOff'), y: value('yOff'), widthPx: value('xSize'), heightPx: value('ySize') };
  if (Object.values(rectangle).every((n) => Number.isInteger(n) && n >= 0)) return rectangle;
  throw refuse('a source of it has no whole-numbered SrcRect and DstRect');
}
