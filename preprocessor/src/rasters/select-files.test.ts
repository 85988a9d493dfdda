import { expect, it } from 'vitest';
import { selectFiles } from './select-files.ts';

it.each([
  [
    'previews and masks are left out',
    ['A.tif', 'A_preview.jpg', 'A_thumb_small.jpeg', 'A_mask.tif', 'QL_A.png', 'A_udm2.tif'],
    ['A.tif'],
  ],
  ['so is what lies in directories of masks', ['p/A.jp2', 'p/MASKS/B.jp2', 'p/QI_DATA/C.jp2'], ['p/A.jp2']],
  [
    'a name that only contains such a word stays',
    ['masked_scene.tif', 'iconic.tif'],
    ['masked_scene.tif', 'iconic.tif'],
  ],
  ['they count where nothing else is there', ['A_preview.tif'], ['A_preview.tif']],
])('%s', (_, files, expected) => expect(selectFiles(files)).toEqual(expected));

it('takes exactly what patterns name, by path or by name', () => {
  const files = ['p/IMG_A.TIF', 'p/sub/IMG_B.TIF', 'p/A_preview.tif'];
  expect(selectFiles(files, ['IMG_*.TIF'])).toEqual(['p/IMG_A.TIF', 'p/sub/IMG_B.TIF']);
  expect(selectFiles(files, ['p/*.tif'])).toEqual(['p/A_preview.tif']);
  expect(selectFiles(files, ['*.jp2'])).toEqual([]);
});
