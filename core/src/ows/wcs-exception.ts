import { isPvsError, messageOf } from '../errors.ts';
import { xml } from '../xml/xml-template.ts';
import type { OwsResponse } from './ows-request.ts';

/**
 * HTTP status of each exception code: OGC 09-110r4 table 17 and 06-121r9 table 27, and of the extensions for range
 * subsetting (12-040), scaling (12-039), CRSs (11-053r1) and interpolation (12-049).
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
};

/**
 * Answers an error of a WCS 2.0 request (OWS Common 2.0). A code that the standard does not know becomes
 * `InvalidParameterValue` where the request is wrong.
 * @param status what the kind of error has where it is not the request that is wrong
 */
export function wcsException(error: unknown, status: number): OwsResponse {
  const given = isPvsError(error) ? error.code : 'NoApplicableCode';
  const known = STATUS_OF_CODE[given];
  const code = known !== undefined ? given : status < 500 ? 'InvalidParameterValue' : 'NoApplicableCode';
  const locator = isPvsError(error) ? error.detail['locator'] : undefined;
  const at = typeof locator === 'string' && locator !== '' && xml` locator="${locator}"`;
  const message = isPvsError(error) ? messageOf(error) : 'internal error';
  const report = xml`<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ows/2.0 http://schemas.opengis.net/ows/2.0/owsExceptionReport.xsd" version="2.0.1" xml:lang="en"><ows:Exception exceptionCode="${code}"${at}><ows:ExceptionText>${message}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>`;
  const retry: Record<string, string> = status === 503 ? { 'retry-after': '5' } : {};
  return {
    mediaType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${report.toString()}\n`,
    status: known ?? (status < 500 ? 400 : status),
    headers: { 'cache-control': 'no-store', ...retry },
  };
}
