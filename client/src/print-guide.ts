import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromiumPath, openBrowser } from '../test/open-browser.ts';
import { buildClient, isClientBuilt } from './build.ts';
import { clientDistDir } from './dist-dir.ts';

// npm run guide:pdf [FILE]: the user guide as one PDF, also where the built page has it (/user-guide/user-guide.pdf).
const guideDir = join(clientDistDir, 'user-guide');
const file = process.argv[2] ?? 'user-guide.pdf';

if (chromiumPath === undefined) {
  process.stderr.write('guide:pdf: printing needs Chromium (Debian: apt-get install chromium)\n');
  process.exit(3);
}
if (!(await isClientBuilt())) await buildClient();
const browser = await openBrowser(chromiumPath);
// Without scripts, which would put this machine's address for that of the stack.
const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await page.goto(pathToFileURL(join(guideDir, 'print.html')).href);
await writeFile(file, await page.pdf({ format: 'A4', printBackground: true, outline: true, tagged: true }));
await browser.close();
await copyFile(file, join(guideDir, 'user-guide.pdf'));
process.stdout.write(`${file}\n`);
