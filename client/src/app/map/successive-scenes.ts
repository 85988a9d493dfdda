import type { MapStart } from './create-map.ts';
import { prepareProjection, startIn } from './map-projection.ts';
import type { ProjectionName } from './map-projection.ts';
import { MapScene } from './map-scene.ts';
import type { SceneListener, SceneStart } from './map-scene.ts';

type Look = Pick<MapStart, 'center' | 'zoom'>;

/** One scene after another in the same place of the page: each projection has its own, which looks where the last one did. */
export class SuccessiveScenes {
  readonly #target: HTMLElement;
  readonly #listener: SceneListener;
  #scene: MapScene | undefined;
  /** Also while there is no scene of a new projection yet. */
  #look: Look;
  #wanted: ProjectionName | undefined;

  constructor(target: HTMLElement, look: Look, listener: SceneListener) {
    this.#target = target;
    this.#look = look;
    const onView: SceneListener['onView'] = (view) => {
      this.#look = view;
      listener.onView(view);
    };
    this.#listener = { ...listener, onView };
  }

  /** Undefined until the first is there. */
  get scene(): MapScene | undefined {
    return this.#scene;
  }

  /** @returns whether there is one now; not where another projection was asked for meanwhile */
  async open({ start, range, projection }: SceneStart): Promise<boolean> {
    this.#wanted = projection;
    await prepareProjection(projection);
    if (this.#wanted !== projection) return false;
    this.#scene?.dispose();
    const look = { ...start, ...startIn(projection, this.#look) };
    this.#scene = new MapScene(this.#target, { start: look, range, projection }, this.#listener);
    return true;
  }

  dispose(): void {
    this.#wanted = undefined;
    this.#scene?.dispose();
  }
}
