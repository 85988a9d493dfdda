import type { Environment } from '@pvs/core/config/environment';
import { loadStack } from '@pvs/core/config/load-stack';
import { messageOf } from '@pvs/core/errors';
import { bad, type Finding, good } from './check.ts';

export async function checkConfiguration(env: Environment): Promise<Finding> {
  try {
    const stack = await loadStack(env);
    const types = stack.productTypes.length;
    return good(
      `${stack.title}: ${stack.collections.map(({ id }) => id).join(', ')}; ${types} product types`,
    );
  } catch (error) {
    return bad(messageOf(error), 'correct what is named, or choose another with --stack or PVS_CONFIG');
  }
}
