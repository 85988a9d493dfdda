import { startS3 } from '@pvs/core/testing/s3-endpoint';

// An S3 endpoint for CI: prints its variables as a shell reads them, then serves until it is ended.
const s3 = await startS3();
for (const [name, value] of Object.entries(s3.variables)) console.log(`${name}=${value}`);
console.log(`PVS_TEST_STORAGE_URL=s3://${s3.bucket}`);
