import { benches } from './benches.ts';

const [name = '', ...args] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  console.error(`'${name}' is not a benchmark: expected ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
await (
  await bench()
)(args);
process.exit(0);
