import type { CollectionConfig } from '@pvs/core/config/stack';
import { xml } from '@pvs/core/xml/xml-template';
import { DEFAULT_COUNT, MAX_COUNT } from './search-params.ts';
import { searchFormats } from './search-formats.ts';

/** An OpenSearch 1.1 description of one collection's product search. */
export function describeSearch({ id, title = id, abstract }: CollectionConfig, url: string): string {
  const template = (format: string) =>
    `${url}/${format}/?q={searchTerms?}&uid={geo:uid?}&bbox={geo:box?}&start={time:start?}&end={time:end?}&count={count?}&startIndex={startIndex?}`;
  const document = xml`<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" xmlns:geo="http://a9.com/-/opensearch/extensions/geo/1.0/" xmlns:time="http://a9.com/-/opensearch/extensions/time/1.0/" xmlns:parameters="http://a9.com/-/spec/opensearch/extensions/parameters/1.0/">
<ShortName>${title.slice(0, 16)}</ShortName>
<Description>${abstract || title}</Description>
<LongName>${title.slice(0, 48)}</LongName>
${searchFormats.map(
  ({
    name,
    mediaType,
  }) => xml`<Url type="${mediaType}" rel="results" indexOffset="0" pageOffset="1" template="${template(name)}">
<parameters:Parameter name="count" value="{count}" minInclusive="0" maxInclusive="${MAX_COUNT}"/>
<parameters:Parameter name="startIndex" value="{startIndex}" minInclusive="0"/>
</Url>`,
)}
<Query role="example" count="${DEFAULT_COUNT}"/>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document.toString()}\n`;
}
