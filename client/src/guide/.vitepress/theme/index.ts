import '@fontsource-variable/inter/wght.css';
import '../../../app/page.css';
import './guide.css';
import { layout } from './layout.ts';

// oxlint-disable-next-line import/no-default-export -- VitePress wants it so
export default { Layout: layout };
