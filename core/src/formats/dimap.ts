import type { ProductMetadata } from '../catalogue/product.ts';
import { buildGeodesicFootprint } from '../geometry/build-footprint.ts';
import type { Footprint, Position } from '../geometry/footprint.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { dimapAttributes, PRODUCTION_DATE, SOURCES } from './dimap-attributes.ts';
import { metadataFormat, metadataIncomplete, xmlRoot } from './metadata-format.ts';
import { instantOf, optionalInstant, sensingPeriod } from './metadata-time.ts';

const ROOTS = ['Dimap_Document', 'PHR_Dimap_Document'];
const IDENTIFICATION = 'Dataset_Identification|Dataset_Id';
const FRAMES = ['Dataset_Content/Dataset_Extent', 'Dataset_Frame', 'Product_Frame/Dataset_Frame'];
const RANGE = 'Data_Strip/UTC_Acquisition_Range';
const DATA_ACCESS = [
  'Data_Access',
  'Raster_Data/Data_Access',
  'Product_Characteristics/Product_Image_Characteristics/Data_Access',
];

/**
 * DIMAP of SPOT and Pleiades (CNES, Airbus): versions 1.1 and 2.x. A package holds more DIMAP documents than
 * products: volumes list components, strips and RPC files describe inputs. Only what has raster data is a product.
 */
export const dimap = metadataFormat({
  name: 'dimap',
  title: 'DIMAP',
  view: xmlRoot((root) => ROOTS.includes(root.name) && isProduct(root)),
  read: (document, fileName): ProductMetadata => {
    const footprint = readFrame(document);
    return {
      identifier: identifierOf(document, fileName),
      ...readPeriod(document),
      ...(footprint && { footprint }),
      attributes: dimapAttributes(document),
    };
  },
  references: (document) =>
    DATA_ACCESS.flatMap((access) => elementsAt(document, `${access}/Data_Files|Data_File`))
      .flatMap((element) => (element.name === 'Data_Files' ? elementsAt(element, 'Data_File') : [element]))
      .flatMap((file) => elementsAt(file, 'DATA_FILE_PATH'))
      .map((path) => (path.attributes['href'] ?? path.text).trim())
      .filter((path) => path !== ''),
});

function isProduct(document: XmlElement): boolean {
  const subprofile = textAt(document, 'Metadata_Identification|Metadata_Id/METADATA_SUBPROFILE') ?? 'PRODUCT';
  return (
    subprofile === 'PRODUCT' && elementsAt(document, 'Raster_Dimensions|Data_Access|Raster_Data').length > 0
  );
}

/** Names of DIMAP 1 are written for people: they hold blanks, slashes and colons, which no identifier may. */
function identifierOf(document: XmlElement, fileName: string): string {
  const name =
    textAt(document, `${IDENTIFICATION}/DATASET_ID`) ??
    textAt(document, `${IDENTIFICATION}/DATASET_NAME`) ??
    /(?:^|[\\/])DIM_([^\\/]+)\.xml$/i.exec(fileName)?.[1];
  if (name !== undefined) return name.replace(/[^\w.-]+/g, '_');
  throw metadataIncomplete('a product identifier', 'Dataset_Identification/DATASET_NAME');
}

/** From the first acquisition to the last; when it was produced only where nothing says when it was sensed. */
function readPeriod(document: XmlElement) {
  const [begins, ends] = sensingTimes(document);
  const produced = PRODUCTION_DATE.flatMap((path) => optionalInstant(textAt(document, path)) ?? []);
  const first = begins.length > 0 ? begins : produced;
  const last = ends.length > 0 ? ends : first;
  if (first.length === 0) throw metadataIncomplete('a time of sensing', `${SOURCES}/IMAGING_DATE`);
  return sensingPeriod(new Date(Math.min(...first.map(Number))), new Date(Math.max(...last.map(Number))));
}

function sensingTimes(document: XmlElement): [begins: Date[], ends: Date[]] {
  const imaging = elementsAt(document, SOURCES).flatMap((source) => {
    const [date, time] = [textAt(source, 'IMAGING_DATE'), textAt(source, 'IMAGING_TIME')];
    return date === undefined ? [] : [time === undefined ? date : `${date}T${time}`];
  });
  if (imaging.length > 0)
    return [imaging.map((t) => instantOf(t, 'begin')), imaging.map((t) => instantOf(t, 'end'))];
  const at = (path: string) => optionalInstant(textAt(document, path)) ?? [];
  return [[at(`${RANGE}/START`)].flat(), [at(`${RANGE}/END`)].flat()];
}

function readFrame(document: XmlElement): Footprint | undefined {
  for (const frame of FRAMES) {
    const [centre] = elementsAt(document, `${frame}/Center`).map(readVertex);
    const vertices = elementsAt(document, `${frame}/Vertex`).map(readVertex);
    // Pleiades Neo lists the centre as a fifth vertex.
    const corners = vertices.filter(([lon, lat]) => lon !== centre?.[0] || lat !== centre[1]);
    if (corners.length >= 3) return buildGeodesicFootprint([[corners]]);
  }
  return undefined;
}

function readVertex(vertex: XmlElement): Position {
  const value = (names: string) => Number(textAt(vertex, names) ?? NaN);
  return [value('LON|FRAME_LON'), value('LAT|FRAME_LAT')];
}
