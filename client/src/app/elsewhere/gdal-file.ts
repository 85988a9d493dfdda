import { escapeXml, MERCATOR_M } from './tile-layer.ts';
import type { TileLayer } from './tile-layer.ts';

/**
 * A file that GDAL opens as one raster, over its TMS minidriver (gdal.org/drivers/raster/wms.html). Tiles that are
 * missing or empty count as transparent.
 */
export const gdalFile = ({ url, maxZoom }: TileLayer): string => `<GDAL_WMS>
  <Service name="TMS">
    <ServerUrl>${escapeXml(url.replaceAll(/\{([xyz])\}/g, '$${$1}'))}</ServerUrl>
  </Service>
  <DataWindow>
    <UpperLeftX>${-MERCATOR_M}</UpperLeftX>
    <UpperLeftY>${MERCATOR_M}</UpperLeftY>
    <LowerRightX>${MERCATOR_M}</LowerRightX>
    <LowerRightY>${-MERCATOR_M}</LowerRightY>
    <TileLevel>${maxZoom}</TileLevel>
    <TileCountX>1</TileCountX>
    <TileCountY>1</TileCountY>
    <YOrigin>top</YOrigin>
  </DataWindow>
  <Projection>EPSG:3857</Projection>
  <BlockSizeX>256</BlockSizeX>
  <BlockSizeY>256</BlockSizeY>
  <BandsCount>4</BandsCount>
  <ZeroBlockHttpCodes>204,404</ZeroBlockHttpCodes>
</GDAL_WMS>
`;
