import { writeDocuments } from './write-documents.ts';

const written = await writeDocuments();
console.log(written.length === 0 ? 'the generated documents are up to date' : `wrote ${written.join(', ')}`);
