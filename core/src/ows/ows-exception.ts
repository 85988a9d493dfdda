import { isPvsError, messageOf, type PvsError } from '../errors.ts';
import { xml } from '../xml/xml-template.ts';
import type { Kvp } from './kvp.ts';
import type { OwsResponse } from './ows-request.ts';
import { wcsException } from './wcs-exception.ts';

/** HTTP status by kind of error; the exception document says the rest. */
export const STATUS_OF: Readonly<Record<PvsError['kind'], number>> = {
  InvalidInput: 400,
  NotFound: 404,
  LimitExceeded: 400,
  Conflict: 503,
  SourceUnavailable: 503,
};

/** OGC 06-042 table E.1 and OGC 01-109r1 annex A name these; other codes go out as they are. */
const WMS_CODES: Readonly<Record<string, string>> = {
  UnknownLayer: 'LayerNotDefined',
  UnknownStyle: 'StyleNotDefined',
  UnknownFormat: 'InvalidFormat',
  InvalidTime: 'InvalidDimensionValue',
};

/** OGC 06-121r9 table 27 and OGC 07-057r7 table 25 know only a few. */
const OWS_CODES: readonly string[] = [
  'OperationNotSupported',
  'MissingParameterValue',
  'InvalidParameterValue',
  'VersionNegotiationFailed',
  'InvalidUpdateSequence',
  'TileOutOfRange',
  'PointIJOutOfRange',
];

/** Answers an error in the form of the request's service and version. */
export function owsException(error: unknown, kvp: Kvp): OwsResponse {
  const service = kvp.get('service')?.toUpperCase() ?? serviceOf(kvp.get('request')?.toLowerCase());
  const status = isPvsError(error) ? STATUS_OF[error.kind] : 500;
  if (service === 'WCS') return wcsException(error, status, kvp);
  const xmlAnswer = service === 'WMS' ? wmsException : owsCommonException;
  const answer = (wantsJson(kvp) ? jsonException : xmlAnswer)(error, kvp);
  const retry: Record<string, string> = status === 503 ? { 'retry-after': '5' } : {};
  return {
    ...answer,
    status: status === 404 ? 400 : status,
    headers: { 'cache-control': 'no-store', ...retry },
  };
}

/** The service whose operation this is, where the request does not say. */
const serviceOf = (request: string | undefined) =>
  request === 'gettile' ? 'WMTS' : /coverage/.test(request ?? '') ? 'WCS' : 'WMS';

/** An error of ours is shown; anything else is a defect, whose text goes to the log and not to the client. */
const shownMessage = (error: unknown) => (isPvsError(error) ? messageOf(error) : 'internal error');

/** True where the request speaks WMS 1.1.1 or older; without a version, SRS tells it from CRS. */
export function isWms11(kvp: Kvp): boolean {
  const version = kvp.get('version') ?? kvp.get('wmtver');
  return version === undefined ? kvp.has('srs') && !kvp.has('crs') : /^1\.[01]\b/.test(version);
}

function wmsCode(error: unknown, kvp: Kvp): string {
  const given = isPvsError(error) ? error.code : 'NoApplicableCode';
  if (given === 'UnknownCrs') return isWms11(kvp) ? 'InvalidSRS' : 'InvalidCRS';
  return WMS_CODES[given] ?? given;
}

const wantsJson = (kvp: Kvp) => /^(application\/)?json$/i.test(kvp.get('exceptions') ?? '');

/** What scripts and web pages read, in the form that GeoServer gave it; for the codes see the XML. */
function jsonException(error: unknown, kvp: Kvp): OwsResponse {
  const locator = isPvsError(error) ? error.detail['locator'] : undefined;
  const exception = { code: wmsCode(error, kvp), locator, text: shownMessage(error) };
  return {
    mediaType: 'application/json; charset=utf-8',
    body: JSON.stringify({ version: kvp.get('version') ?? '1.3.0', exceptions: [exception] }),
  };
}

function wmsException(error: unknown, kvp: Kvp): OwsResponse {
  const old = isWms11(kvp);
  const code = wmsCode(error, kvp);
  // The DTD of 1.1.1 knows no locator.
  const locator = !old && locatorOf(error);
  const exception = xml`<ServiceException code="${code}"${locator}>${shownMessage(error)}</ServiceException>`;
  if (old) {
    return {
      mediaType: 'application/vnd.ogc.se_xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE ServiceExceptionReport SYSTEM "http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd">\n${xml`<ServiceExceptionReport version="1.1.1">${exception}</ServiceExceptionReport>`.toString()}\n`,
    };
  }
  return {
    mediaType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml`<ServiceExceptionReport version="1.3.0" xmlns="http://www.opengis.net/ogc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ogc http://schemas.opengis.net/wms/1.3.0/exceptions_1_3_0.xsd">${exception}</ServiceExceptionReport>`.toString()}\n`,
  };
}

/** OWS Common 1.1, which WMTS 1.0.0 uses. */
function owsCommonException(error: unknown): OwsResponse {
  const given = isPvsError(error) ? error.code : 'NoApplicableCode';
  const isBadInput = isPvsError(error) && (error.kind === 'InvalidInput' || error.kind === 'NotFound');
  const code = OWS_CODES.includes(given) ? given : isBadInput ? 'InvalidParameterValue' : 'NoApplicableCode';
  const report = xml`<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ows/1.1 http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd" version="1.1.0" xml:lang="en"><ows:Exception exceptionCode="${code}"${locatorOf(error)}><ows:ExceptionText>${shownMessage(error)}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>`;
  return {
    mediaType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${report.toString()}\n`,
  };
}

function locatorOf(error: unknown) {
  const locator = isPvsError(error) ? error.detail['locator'] : undefined;
  return typeof locator === 'string' && locator !== '' && xml` locator="${locator}"`;
}
