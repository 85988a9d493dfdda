import type { Product } from '../search/product.ts';
import type { ViewerModel } from '../state/viewer-model.ts';
import type { PageHandlers } from './page-handlers.ts';

const playPauseMs = 1500;

/** What choosing a time does, and going from product to product in time; each one gone to is shown. */
export function timeHandlers(model: ViewerModel, show: (product: Product | undefined) => void): PageHandlers {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const setPlaying = (playing: boolean) => {
    clearTimeout(timer);
    if (model.state.playing !== playing) model.update({ playing });
  };
  /** To the next product, and after a while on from there; ends with the last one. */
  const playOn = async () => {
    const product = await model.step(1);
    if (!model.state.playing) return;
    show(product);
    if (product) timer = setTimeout(() => void playOn(), playPauseMs);
    else setPlaying(false);
  };
  return {
    'time-change': ({ time }) => {
      setPlaying(false);
      model.update({ time });
    },
    'time-step': ({ direction }) => {
      setPlaying(false);
      void model.step(direction).then(show);
    },
    'time-latest': () => {
      setPlaying(false);
      void model.goToLatest().then(show);
    },
    'time-play': ({ playing }) => {
      setPlaying(playing);
      if (playing) void playOn();
    },
    'time-scale': (timeScale) => model.update({ timeScale }),
  };
}
