import { describe, expect, test } from 'vitest';
import { conflict, invalidInput, limitExceeded, notFound, sourceUnavailable } from '../errors.ts';
import { hasOgcSchemas, ogcProblems } from '../testing/validate-ogc.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { elementsAt } from '../xml/xml-element.ts';
import { parseKvp } from './kvp.ts';
import { owsException } from './ows-exception.ts';

const located = { code: 'UnknownCrs', detail: { locator: 'crs' } };

/** A query, the version its exception has, its media type, and the code it gives an unknown CRS. */
const dialects = [
  ['service=WMS&version=1.3.0', '1.3.0', 'text/xml', 'InvalidCRS'],
  ['', '1.3.0', 'text/xml', 'InvalidCRS'],
  ['service=wms&version=1.1.1', '1.1.1', 'application/vnd.ogc.se_xml', 'InvalidSRS'],
  ['request=GetMap&srs=EPSG:1', '1.1.1', 'application/vnd.ogc.se_xml', 'InvalidSRS'],
  ['request=map&wmtver=1.0.0', '1.1.1', 'application/vnd.ogc.se_xml', 'InvalidSRS'],
  ['service=WMTS&version=1.0.0', '1.1.0', 'text/xml', 'InvalidParameterValue'],
  ['request=GetTile', '1.1.0', 'text/xml', 'InvalidParameterValue'],
  ['service=WFS', '1.1.0', 'text/xml', 'InvalidParameterValue'],
] as const;

describe.each(dialects)('to %j', (query, version, mediaType, code) => {
  const answer = (error: unknown) => owsException(error, parseKvp(query));

  test(`answers version ${version} with its codes`, () => {
    const { body, mediaType: type } = answer(invalidInput('no such CRS', located));
    const report = parseXml(String(body));
    expect(report.attributes['version']).toBe(version);
    expect(type).toBe(`${mediaType}; charset=utf-8`);
    const [exception] = elementsAt(report, 'ServiceException|Exception');
    expect(exception?.attributes['code'] ?? exception?.attributes['exceptionCode']).toBe(code);
    expect(`${exception?.text}${elementsAt(exception!, 'ExceptionText')[0]?.text}`).toContain('no such CRS');
  });

  test('shows what it quotes and hides what is a defect', () => {
    expect(parseXml(String(answer(notFound(`<"'&\u0000]]>`)).body))).toBeDefined();
    const { body, status } = answer(new TypeError('secret'));
    expect([status, String(body).includes('secret')]).toEqual([500, false]);
  });

  test.runIf(hasOgcSchemas())('is valid by its schema', async () => {
    for (const error of [invalidInput('<&>', located), new Error('x'), sourceUnavailable('away')]) {
      expect(await ogcProblems(String(answer(error).body))).toBe('');
    }
  });
});

test.each([
  [invalidInput('x'), 400, undefined],
  [notFound('x'), 400, undefined],
  [limitExceeded('x'), 400, undefined],
  [conflict('x'), 503, '5'],
  [sourceUnavailable('x'), 503, '5'],
  ['anything', 500, undefined],
])('%s has status %i and is kept by nobody', (error, status, retryAfter) => {
  const { headers, status: found } = owsException(error, parseKvp(''));
  expect([found, headers?.['cache-control'], headers?.['retry-after']]).toEqual([
    status,
    'no-store',
    retryAfter,
  ]);
});
