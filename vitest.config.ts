import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const FOLDERS = ['cli/test/', 'client/test/', '/test/', ''];

/** What starts whole stacks comes first and single functions last, so that no long file is left alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification) =>
      FOLDERS.findIndex((folder) => relative(import.meta.dirname, file.moduleId).includes(folder));
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['*/src/**/*.test.ts', '*/test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // The usual second is too short where clocks of files and objects have whole seconds, or the machine is loaded.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 2,
    // A worker holds one embedded database or Redis at most; each test file starts what it needs.
    fileParallelism: true,
    sequence: { sequencer: LongestFirst },
  },
});
