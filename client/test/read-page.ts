import type { Page } from 'playwright-core';

/** A part of the page's URL after `#`. */
export const hashParameter = (page: Page, name: string) =>
  new URLSearchParams(new URL(page.url()).hash.slice(1)).get(name);

/** A property of the map element. */
export const mapProperty = (page: Page, name: string) =>
  page.evaluate(`document.querySelector('pvs-app').renderRoot
  .querySelector('pvs-viewer').renderRoot.querySelector('pvs-map').${name}`);

/** The accessible name of what has the focus, through shadow roots. */
export const focusedName = (page: Page) =>
  page.evaluate(`(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.ariaLabel || element?.title || (element?.labels?.[0] ?? element)?.textContent.trim() || '';
  })()`) as Promise<string>;

/** Decodes the one pixel in the browser, which knows PNG already. */
const readPixel = (page: Page, png: Buffer) =>
  page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  })()`) as Promise<number[]>;

/** The middle of the map on the page, in pixels. */
export async function mapCentre(page: Page): Promise<{ x: number; y: number }> {
  const map = (await page.locator('pvs-map').boundingBox())!;
  return { x: map.x + map.width / 2, y: map.y + map.height / 2 };
}

/** Red, green and blue just beside the middle of the map. */
export async function centreColour(page: Page): Promise<number[]> {
  const { x, y } = await mapCentre(page);
  return (
    await readPixel(page, await page.screenshot({ clip: { x: x + 5, y: y + 5, width: 1, height: 1 } }))
  ).slice(0, 3);
}

/** The sea and the land of both palettes. */
const ground = [
  [219, 229, 235],
  [245, 243, 238],
  [16, 23, 30],
  [34, 43, 51],
] as const;

/** Whether a colour is that of the map's bare ground. */
export const isGround = (colour: readonly number[]) =>
  ground.some((each) => each.every((value, i) => Math.abs(value - (colour[i] ?? -99)) < 4));
