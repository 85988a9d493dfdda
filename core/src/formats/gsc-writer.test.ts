import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EoAttributes, ProductMetadata } from '../catalogue/product.ts';
import { buildGeodesicFootprint } from '../geometry/build-footprint.ts';
import { footprintBoxes, footprintFromBox } from '../geometry/footprint-boxes.ts';
import type { Position } from '../geometry/footprint.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { textAt } from '../xml/xml-element.ts';
import { writeGsc, type GscReport } from './gsc-writer.ts';
import { readMetadata } from './read-metadata.ts';

const report: GscReport = { responsibleOrgName: 'ORG', dateTime: new Date('2018-07-01T12:00:00Z') };

const text = fc
  .string({ unit: 'binary', maxLength: 30 })
  // What XML cannot carry, and blanks at the ends, which readers drop.
  .map((s) =>
    s
      .toWellFormed()
      .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
      .trim(),
  )
  .filter((s) => s !== '');
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
const percent = fc.double({ min: 0, max: 100, noNaN: true });
const date = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

/** One arbitrary for every attribute there is: a new one that the writer forgets fails here. */
const ATTRIBUTES: { readonly [K in keyof Required<EoAttributes>]: fc.Arbitrary<Required<EoAttributes>[K]> } =
  {
    parentIdentifier: text,
    productType: text,
    processingLevel: text,
    platform: text,
    platformSerialIdentifier: text,
    instrument: text,
    sensorType: fc.constantFrom('OPTICAL', 'RADAR', 'ALTIMETRIC', 'ATMOSPHERIC', 'LIMB'),
    sensorMode: text,
    resolutionM: number,
    swathIdentifier: text,
    orbitNumber: fc.nat(),
    orbitDirection: text,
    orbitType: text,
    startTimeFromAscendingNode: number,
    completionTimeFromAscendingNode: number,
    wavelength: number,
    spectralRange: text,
    compositeType: text,
    doi: text,
    lowestLocation: number,
    highestLocation: number,
    track: text,
    frame: text,
    cloudCover: percent,
    snowCover: percent,
    illuminationAzimuthAngle: number,
    illuminationZenithAngle: number,
    illuminationElevationAngle: number,
    acrossTrackIncidenceAngle: number,
    alongTrackIncidenceAngle: number,
    minimumIncidenceAngle: number,
    maximumIncidenceAngle: number,
    incidenceAngleVariation: number,
    dopplerFrequency: number,
    polarisationMode: text,
    polarisationChannels: text,
    antennaLookDirection: text,
    acquisitionType: text,
    acquisitionSubType: text,
    acquisitionStation: text,
    archivingCenter: text,
    processingCenter: text,
    processingMode: text,
    processorName: text,
    productVersion: text,
    productionStatus: text,
    productQualityStatus: text,
    productQualityDegradationTag: text,
    creationDate: date,
    modificationDate: date,
    processingDate: date,
    availabilityTime: date,
  };

const footprint = fc
  .array(
    fc.record({
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      lat: fc.double({ min: -60, max: 60, noNaN: true }),
      radii: fc.array(fc.double({ min: 1, max: 20, noNaN: true }), { minLength: 4, maxLength: 12 }),
      hole: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((stars) =>
    buildGeodesicFootprint(
      stars.map(({ lon, lat, radii, hole }) => {
        const ring = (scale: number) =>
          radii.map((radius, i): Position => {
            const angle = (2 * Math.PI * i) / radii.length;
            const r = scale === 1 ? radius : scale;
            return [lon + r * Math.cos(angle), lat + r * Math.sin(angle)];
          });
        return hole ? [ring(1), ring(0.2)] : [ring(1)];
      }),
    ),
  );

const metadata: fc.Arbitrary<ProductMetadata> = fc
  .record({
    identifier: fc.stringMatching(/^[\w.-]{1,40}$/).filter((id) => !/^\.+$/.test(id)),
    times: fc.tuple(date, date).map((times) => times.sort((a, b) => Number(a) - Number(b))),
    footprint: fc.option(footprint, { nil: undefined }),
    attributes: fc.record(ATTRIBUTES, { requiredKeys: [] }) as fc.Arbitrary<EoAttributes>,
  })
  .map(({ identifier, times: [beginTime, endTime], footprint, attributes }) => ({
    identifier,
    beginTime: beginTime!,
    endTime: endTime!,
    ...(footprint && { footprint }),
    attributes: { ...attributes },
  }));

/**
 * Rings compare by shape: adding whole turns and taking them off again costs the last digits, and positions that
 * differ in no others become one.
 */
const rounded = (product: ProductMetadata) => ({
  ...product,
  footprint: product.footprint?.coordinates.map((rings) =>
    rings.map((ring) =>
      ring
        .map(([lon, lat]) => `${Number(lon.toFixed(9))} ${Number(lat.toFixed(9))}`)
        .filter((position, i, all) => position !== all[i - 1]),
    ),
  ),
});

describe('writeGsc', () => {
  it('reads back as the same product', () => {
    fc.assert(
      fc.property(metadata, (product) => {
        const back = readMetadata(writeGsc(product, report), 'report.xml');
        expect(back.format.name).toBe('gsc');
        expect(rounded(back.metadata)).toEqual(rounded(product));
      }),
    );
  });

  it('says who wrote it when, for which order, and which files belong to it', () => {
    const product = { identifier: 'P1', beginTime: new Date(0), endTime: new Date(0), attributes: {} };
    const written = writeGsc(product, { ...report, fileNames: ['a & b.tif', 'c.tif'] });
    const document = parseXml(written);
    expect(textAt(document, 'responsibleOrgName')).toBe('ORG');
    expect(textAt(document, 'dateTime')).toBe('2018-07-01T12:00:00.000Z');
    expect(textAt(document, 'orderReference')).toBe('P1');
    expect(readMetadata(written, 'x').references).toEqual(['a & b.tif', 'c.tif']);
    const ordered = writeGsc(product, { ...report, orderReference: 'O-1' });
    expect(textAt(parseXml(ordered), 'orderReference')).toBe('O-1');
  });

  it.each([
    ['RADAR', 'sar_metadata'],
    ['ATMOSPHERIC', 'atm_metadata'],
    ['OPTICAL', 'opt_metadata'],
    [undefined, 'opt_metadata'],
  ])('puts a product of sensor type %s into %s', (sensorType, name) => {
    const attributes = sensorType === undefined ? {} : { sensorType };
    const written = writeGsc(
      { identifier: 'P', beginTime: new Date(0), endTime: new Date(0), attributes },
      report,
    );
    expect(parseXml(written).children.map((child) => child.name)).toContain(name);
  });

  it.each([
    ['wider than half the world', -100, 100],
    ['of the whole world', -180, 180],
  ])('keeps a footprint %s', (_, minX, maxX) => {
    const box = { crs: 'EPSG:4326', minX, minY: -50, maxX, maxY: 60 };
    const product = { identifier: 'P', beginTime: new Date(0), endTime: new Date(0), attributes: {} };
    const written = writeGsc({ ...product, footprint: footprintFromBox(box) }, report);
    expect(footprintBoxes(readMetadata(written, 'x').metadata.footprint!)).toEqual([box]);
  });
});
