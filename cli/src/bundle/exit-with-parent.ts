/**
 * Preloaded (`node --import`) into the children of the bundled stack: a child whose supervisor was killed ends at
 * once. Not in order, which could take longer than the next start waits: an item in work goes back to its queue.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// A listener keeps the event loop running; a service that has stopped must be able to end.
process.channel?.unref();
