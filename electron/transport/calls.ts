/**
 * What every call goes through on both links: the scope check, a bound on the calls that one connection may
 * have open (streams count for as long as they run), and a log line for a fault of ours.
 */
import { ORPCError } from '@orpc/server';
import type { StandardHandlerOptions } from '@orpc/server/standard';
import type { Logger } from 'pino';
import type { Caller } from '../api/caller.ts';
import { enforceScope } from './scope.ts';

type HandlerOptions = StandardHandlerOptions<Caller>;
type Call = Parameters<NonNullable<HandlerOptions['clientInterceptors']>[number]>[0];

/** A dashboard has about ten open at once. */
export const MAX_OPEN_CALLS = 64;

/** Options of the RPC handlers of both links. */
export function callOptions(logger: Logger): Pick<HandlerOptions, 'clientInterceptors'> {
  return { clientInterceptors: [enforceScope, boundAndReport(logger)] };
}

function boundAndReport(logger: Logger): (call: Call) => Promise<unknown> {
  const open = new WeakMap<Caller, number>();
  return async (call) => {
    const { context: caller, signal } = call;
    const before = open.get(caller) ?? 0;
    if (before >= MAX_OPEN_CALLS) {
      throw new ORPCError('TOO_MANY_REQUESTS', { message: 'Too many calls are open at once.' });
    }
    open.set(caller, before + 1);
    const end = once(() => open.set(caller, (open.get(caller) ?? 1) - 1));
    const report = (error: unknown): void => {
      if (error instanceof ORPCError || signal?.aborted === true) return;
      // The input stays out of the log: it may hold what a person typed.
      logger.error({ err: error, procedure: call.path.join('.') }, 'a procedure failed');
    };
    // A stream that was given up before its first value is never iterated; only the signal tells.
    signal?.addEventListener('abort', end, { once: true });
    try {
      const output = await call.next();
      if (isStream(output)) return watchStream(output, { end, report });
      end();
      return output;
    } catch (error) {
      end();
      report(error);
      throw error;
    }
  };
}

async function* watchStream(
  stream: AsyncIterable<unknown>,
  on: { readonly end: () => void; readonly report: (error: unknown) => void },
): AsyncGenerator<unknown, void, undefined> {
  try {
    yield* stream;
  } catch (error) {
    on.report(error);
    throw error;
  } finally {
    on.end();
  }
}

function isStream(output: unknown): output is AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
