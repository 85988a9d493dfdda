import { startS3 } from '@pvs/core/testing/s3-endpoint';

const s3 = await startS3('bench');
process.send?.({ bucket: s3.bucket, variables: s3.variables });
process.once('message', () => void s3.stop().then(() => process.exit(0)));
