import { createProgram } from './create-program.ts';

process.exit(await createProgram(process.env).run(process.argv.slice(2)));
