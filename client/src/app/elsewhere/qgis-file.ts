import { escapeXml } from './tile-layer.ts';
import type { TileLayer } from './tile-layer.ts';

/** A layer definition of QGIS 3 (Layer › Add from Layer Definition File…), or to drop on its map. */
export function qgisFile({ title, url, minZoom, maxZoom }: TileLayer): string {
  const source = escapeXml(`type=xyz&url=${encodeURIComponent(url)}&zmin=${minZoom}&zmax=${maxZoom}`);
  const name = escapeXml(title);
  const id = `pvs_${title.replaceAll(/\W/g, '_')}`;
  return `<!DOCTYPE qgis-layer-definition>
<qlr>
  <layer-tree-group>
    <layer-tree-layer id="${id}" name="${name}" providerKey="wms" source="${source}" checked="Qt::Checked" expanded="1"/>
  </layer-tree-group>
  <maplayers>
    <maplayer type="raster">
      <id>${id}</id>
      <datasource>${source}</datasource>
      <layername>${name}</layername>
      <srs>
        <spatialrefsys>
          <authid>EPSG:3857</authid>
        </spatialrefsys>
      </srs>
      <provider>wms</provider>
    </maplayer>
  </maplayers>
</qlr>
`;
}
