import type OlMap from 'ol/Map.js';

/** What is written below a saved map. */
export interface PictureCaption {
  readonly title: string;
  /** E.g. the time that is shown. */
  readonly subtitle: string;
  readonly attribution: string;
  /** Degrees clockwise from up; undefined where every direction is the same. */
  readonly north: number | undefined;
}

const captionPx = 56;

/** The map as it is on the screen, with a caption and its scale bar, as a PNG. */
export async function drawPicture(map: OlMap, background: string, caption: PictureCaption): Promise<Blob> {
  await new Promise<void>((resolve) => {
    map.once('rendercomplete', () => resolve());
    map.render();
  });
  const viewport = map.getViewport() ?? document.createElement('div');
  const ratio = devicePixelRatio;
  const [width, height] = (map.getSize() ?? [1, 1]).map((size) => Math.round(size * ratio)) as [
    number,
    number,
  ];
  const canvas = new OffscreenCanvas(width, height + captionPx * ratio);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const layer of viewport.querySelectorAll<HTMLCanvasElement>('.ol-layer canvas, canvas.ol-layer')) {
    if (layer.width > 0) drawLayer(context, layer, ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, height);
  writeCaption(context, width / ratio, caption, scaleBarOf(viewport));
  return canvas.convertToBlob({ type: 'image/png' });
}

/** OpenLayers scales canvases by CSS, and fades layers by the opacity of what is around them. */
function drawLayer(
  context: OffscreenCanvasRenderingContext2D,
  layer: HTMLCanvasElement,
  ratio: number,
): void {
  const opacity = layer.parentElement?.style.opacity || layer.style.opacity;
  context.globalAlpha = opacity === '' ? 1 : Number(opacity);
  const matrix = /^matrix\(([^)]*)\)$/.exec(layer.style.transform)?.[1]?.split(',').map(Number);
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrix ?? [1 / ratio, 0, 0, 1 / ratio, 0, 0];
  context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
  context.drawImage(layer, 0, 0);
  context.globalAlpha = 1;
}

interface ScaleBar {
  readonly label: string;
  readonly widthPx: number;
}

function scaleBarOf(viewport: HTMLElement): ScaleBar {
  const bar = viewport.querySelector<HTMLElement>('.ol-scale-line-inner');
  return { label: bar?.textContent ?? '', widthPx: bar?.offsetWidth ?? 0 };
}

function writeCaption(
  context: OffscreenCanvasRenderingContext2D,
  widthPx: number,
  { title, subtitle, attribution, north }: PictureCaption,
  bar: ScaleBar,
): void {
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, widthPx, captionPx);
  context.fillStyle = '#17212b';
  context.font = '600 14px "Inter Variable", sans-serif';
  context.fillText(title, 16, 24, widthPx - 220);
  context.font = '12px "Inter Variable", sans-serif';
  context.fillText([subtitle, attribution].filter((text) => text !== '').join(' · '), 16, 43, widthPx - 220);
  const right = widthPx - 16;
  context.fillRect(right - bar.widthPx, 36, bar.widthPx, 2);
  context.textAlign = 'right';
  context.fillText(bar.label, right, 28);
  if (north !== undefined) drawNorth(context, right - bar.widthPx - 24, north);
}

/** In the middle of the map: on those of the poles it is where the meridians meet, or away from there. */
function drawNorth(context: OffscreenCanvasRenderingContext2D, x: number, degrees: number): void {
  context.save();
  context.translate(x, 23);
  context.rotate((degrees * Math.PI) / 180);
  context.beginPath();
  context.moveTo(0, -9);
  context.lineTo(-6, 9);
  context.lineTo(0, 5);
  context.lineTo(6, 9);
  context.closePath();
  context.fill();
  context.restore();
  context.textAlign = 'center';
  context.fillText('N', x, 46);
}
