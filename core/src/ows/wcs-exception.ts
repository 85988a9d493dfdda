import { isPvsError, messageOf } from '../errors.ts';
import { xml, type XmlFragment } from '../xml/xml-template.ts';
import type { Kvp } from './kvp.ts';
import type { OwsResponse } from './ows-request.ts';
import { type WcsGeneration, wcsGenerationOfErrors } from './wcs-version.ts';

/**
 * HTTP status of each exception code: OGC 09-110r4 table 17 and 06-121r9 table 27, and of the extensions for range
 * subsetting (12-040), scaling (12-039), CRSs (11-053r1), interpolation (12-049) and GeoTIFF (12-100).
 */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  OperationNotSupported: 501,
  OptionNotSupported: 501,
  MissingParameterValue: 400,
  InvalidParameterValue: 400,
  VersionNegotiationFailed: 400,
  InvalidUpdateSequence: 400,
  NoSuchCoverage: 404,
  NoSuchDatasetSeriesOrCoverage: 404,
  emptyCoverageIdList: 404,
  emptyEoIdList: 404,
  InvalidAxisLabel: 404,
  InvalidSubsetting: 404,
  NoSuchField: 404,
  IllegalFieldSequence: 404,
  InvalidScaleFactor: 404,
  InvalidExtent: 404,
  ScaleAxisUndefined: 404,
  'SubsettingCrs-NotSupported': 404,
  'OutputCrs-NotSupported': 404,
  InterpolationMethodNotSupported: 404,
  CompressionNotSupported: 404,
  CompressionInvalid: 404,
  JpegQualityInvalid: 404,
  PredictorNotSupported: 404,
  PredictorInvalid: 404,
  InterleavingInvalid: 404,
  TilingInvalid: 404,
};

/** OGC 07-067r5 table 21, as far as they are said. */
const CODES_110: readonly string[] = [
  'OperationNotSupported',
  'MissingParameterValue',
  'InvalidParameterValue',
  'VersionNegotiationFailed',
  'InvalidUpdateSequence',
];

/**
 * Answers an error of a WCS request in the form of its version: OWS Common 2.0 or 1.1, or a service exception.
 * A code that the standard does not know becomes `InvalidParameterValue` where the request is wrong.
 * @param status what the kind of error has where it is not the request that is wrong
 */
export function wcsException(error: unknown, status: number, kvp: Kvp): OwsResponse {
  const given = isPvsError(error) ? error.code : 'NoApplicableCode';
  const known = STATUS_OF_CODE[given];
  const locator = isPvsError(error) ? error.detail['locator'] : undefined;
  const said: Said = {
    code: known !== undefined ? given : status < 500 ? 'InvalidParameterValue' : 'NoApplicableCode',
    locator: typeof locator === 'string' && locator !== '' ? locator : undefined,
    message: isPvsError(error) ? messageOf(error) : 'internal error',
  };
  const generation = wcsGenerationOfErrors(kvp);
  const isOld = generation !== '2.0';
  const retry: Record<string, string> = status === 503 ? { 'retry-after': '5' } : {};
  return {
    mediaType: generation === '1.0' ? 'application/vnd.ogc.se_xml; charset=utf-8' : 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${REPORTS[generation](said).toString()}\n`,
    status: isOld && status < 500 ? 400 : (known ?? (status < 500 ? 400 : status)),
    headers: { 'cache-control': 'no-store', ...retry },
  };
}

interface Said {
  readonly code: string;
  readonly locator: string | undefined;
  readonly message: string;
}

const REPORTS: Readonly<Record<WcsGeneration, (said: Said) => XmlFragment>> = {
  '2.0': ({ code, locator, message }) =>
    xml`<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ows/2.0 http://schemas.opengis.net/ows/2.0/owsExceptionReport.xsd" version="2.0.1" xml:lang="en"><ows:Exception exceptionCode="${code}"${at(locator)}><ows:ExceptionText>${message}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>`,
  '1.1': ({ code, locator, message }) =>
    xml`<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ows/1.1 http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd" version="1.1.0" xml:lang="en"><ows:Exception exceptionCode="${code110(code)}"${at(locator)}><ows:ExceptionText>${message}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>`,
  '1.0': (said) =>
    xml`<ServiceExceptionReport version="1.2.0" xmlns="http://www.opengis.net/ogc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ogc http://schemas.opengis.net/wcs/1.0.0/OGC-exception.xsd"><ServiceException code="${code100(said)}"${at(said.locator)}>${said.message}</ServiceException></ServiceExceptionReport>`,
};

const at = (locator: string | undefined) => locator !== undefined && xml` locator="${locator}"`;

const code110 = (code: string) =>
  CODES_110.includes(code) || code === 'NoApplicableCode' ? code : 'InvalidParameterValue';

/** OGC 03-065r6 table 11. */
function code100({ code, locator }: Said): string {
  if (code === 'NoSuchCoverage') return 'CoverageNotDefined';
  return locator === 'format' && code === 'InvalidParameterValue' ? 'InvalidFormat' : code110(code);
}
