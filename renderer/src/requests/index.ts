import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { dseoGetProduct } from './dseo-get-product.ts';
import { wcsDescribeCoverage } from './wcs-describe-coverage.ts';
import { wcsDescribeEoCoverageSet } from './wcs-describe-eo-coverage-set.ts';
import { wcsGetCapabilities } from './wcs-get-capabilities.ts';
import { wcsGetEoCoverageSet } from './wcs-get-eo-coverage-set.ts';
import { wcsGetCoverage } from './wcs-get-coverage.ts';
import { wmsGetCapabilities } from './wms-get-capabilities.ts';
import { wmsGetFeatureInfo } from './wms-get-feature-info.ts';
import { wmsGetLegendGraphic } from './wms-get-legend-graphic.ts';
import { wmsGetMap } from './wms-get-map.ts';
import type { RequestContext } from './request-context.ts';

/** What `/ows` answers: adding an operation is a file and a line here. */
export const owsRequests: readonly OwsRequest<RequestContext>[] = [
  wmsGetCapabilities,
  wmsGetMap,
  wmsGetFeatureInfo,
  wmsGetLegendGraphic,
  wcsGetCapabilities,
  wcsDescribeCoverage,
  wcsGetCoverage,
  wcsDescribeEoCoverageSet,
  wcsGetEoCoverageSet,
  dseoGetProduct,
];
