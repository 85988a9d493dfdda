import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { envelope, rangeType, rectifiedGrid } from './coverage-description.ts';
import { eoMetadata } from './eo-metadata.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import { NAMESPACES } from './namespaces.ts';
import type { CoveragePlan } from './plan-coverage.ts';

/** The file that has the samples, as parts of one answer name each other. */
interface GmlFile {
  readonly href: string;
  readonly mediaType: string;
}

/**
 * The part of a coverage that is answered, its samples in a file (OGC 09-146r2 §8, OGC 10-140r1 §7.2).
 * @param namespaces of the document; empty where it is part of one that has them
 */
export function gmlCoverage(
  { id, product }: OfferedCoverage,
  { grid, fields, dataType }: CoveragePlan,
  { href, mediaType }: GmlFile,
  namespaces: XmlFragment = NAMESPACES,
): XmlFragment {
  return xml`<wcseo:RectifiedDataset${namespaces} gml:id="${id}">
<gml:boundedBy>${envelope(grid)}</gml:boundedBy>
<gml:domainSet>${rectifiedGrid(grid, `${id}_grid`)}</gml:domainSet>
<gml:rangeSet><gml:File><gml:rangeParameters xlink:href="${href}" xlink:role="${mediaType}" xlink:arcrole="fileReference"/><gml:fileReference>${href}</gml:fileReference><gml:fileStructure/><gml:mimeType>${mediaType}</gml:mimeType></gml:File></gml:rangeSet>
<gmlcov:rangeType>${rangeType(fields, dataType)}</gmlcov:rangeType>
<gmlcov:metadata><gmlcov:Extension><wcseo:EOMetadata>${eoMetadata(product, `${id}_eo`)}</wcseo:EOMetadata></gmlcov:Extension></gmlcov:metadata>
</wcseo:RectifiedDataset>`;
}
