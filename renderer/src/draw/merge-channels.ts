import { blendUnder, type MapPicture } from './map-picture.ts';

/**
 * Puts a picture whose red, green and blue are three grey pictures of its size beneath what is drawn already. A pixel
 * is as opaque as the least opaque of the three: a colour without one of its channels is another colour.
 */
export function mergeChannels(
  picture: MapPicture,
  channels: readonly [MapPicture, MapPicture, MapPicture],
): void {
  const { rgba } = picture;
  const [red, green, blue] = [channels[0].rgba, channels[1].rgba, channels[2].rgba];
  for (let o = 0; o < rgba.length; o += 4) {
    const alpha = Math.min(red[o + 3]!, green[o + 3]!, blue[o + 3]!);
    blendUnder(rgba, o, red[o]!, green[o]!, blue[o]!, alpha);
  }
}
