import type { StackConfig } from '@pvs/core/config/stack';
import { xml } from '@pvs/core/xml/xml-template';
import { searchFormats } from './search-formats.ts';
import { NAMESPACES, type SearchParameter } from './search-parameter.ts';
import { collectionParameters, DEFAULT_COUNT, productParameters } from './search-parameters.ts';
import { descriptionUrl, searchUrl } from './search-urls.ts';

/** What an OpenSearch description says about: one collection's products, or the collections. */
export interface DescribedSearch {
  readonly stack: StackConfig;
  readonly stackUrl: string;
  readonly collection?: StackConfig['collections'][number];
}

/**
 * An OpenSearch description (OpenSearch 1.1 Draft 6) with the parameters of OGC 10-032r8 and 13-026r9: every form of
 * results by GET and by POST.
 */
export function describeSearch({ stack, stackUrl, collection }: DescribedSearch): string {
  const known = collection ? productParameters : collectionParameters;
  const most = stack.limits.searchItems;
  const parameters = known.map((one) => (one.name === 'count' ? { ...one, maxInclusive: most } : one));
  const rel = collection ? 'results' : 'collection';
  const { title = stack.title } = collection ?? {};
  const abstract = collection ? collection.abstract || title : stack.abstract || stack.title;
  const template = parameters.map(({ name, token }) => `${name}={${token}?}`).join('&');
  const urls = searchFormats.flatMap(({ name, mediaType }) => {
    const address = searchUrl(stackUrl, collection?.id, name);
    return [
      xml`<Url type="${mediaType}" rel="${rel}" indexOffset="0" pageOffset="1" template="${`${address}?${template}`}">\n${parameters.map(parameterElement)}</Url>\n`,
      xml`<Url type="${mediaType}" rel="${rel}" indexOffset="0" pageOffset="1" parameters:method="POST" parameters:enctype="application/x-www-form-urlencoded" template="${address}">\n${parameters.map(parameterElement)}</Url>\n`,
    ];
  });
  const document = xml`<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" xmlns:geo="${NAMESPACES.geo}" xmlns:time="${NAMESPACES.time}" xmlns:eo="${NAMESPACES.eo}" xmlns:cql="${NAMESPACES.cql}" xmlns:sru="${NAMESPACES.sru}" xmlns:parameters="${NAMESPACES.parameters}">
<ShortName>${title.slice(0, 16)}</ShortName>
<Description>${abstract.slice(0, 1024)}</Description>
<Tags>CEOS-OS-BP-V1.1/L1</Tags>
<LongName>${title.slice(0, 48)}</LongName>
<Url type="application/opensearchdescription+xml" rel="self" template="${descriptionUrl(stackUrl, collection?.id)}"/>
${urls}<Query role="example" count="${Math.min(DEFAULT_COUNT, most)}" geo:box="-180,-90,180,90"/>
<Developer>${stack.service.provider.slice(0, 64)}</Developer>
<Language>en</Language>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document.toString()}\n`;
}

function parameterElement({
  name,
  token,
  title,
  minInclusive,
  maxInclusive,
  pattern,
  options,
}: SearchParameter) {
  const attributes = Object.entries({ title, minInclusive, maxInclusive, pattern }).map(
    ([key, value]) => value !== undefined && xml` ${key}="${value}"`,
  );
  return xml`<parameters:Parameter name="${name}" value="{${token}}" minimum="0"${attributes}>${options?.map((value) => xml`<parameters:Option value="${value}"/>`)}</parameters:Parameter>\n`;
}
