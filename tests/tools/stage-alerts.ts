/** The stage's desk of alerts: notes what a page does, and keeps rules as the companion would. */
import { implement } from '@orpc/server';
import { checkRules } from '../../shared/alerts/check-rules.ts';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import type { PastAlert } from '../../shared/contract/alert-desk.ts';
import { contract } from '../../shared/contract/index.ts';
import type { Outcome } from '../../shared/contract/index.ts';

export function stageDesk(
  scene: () => { readonly past: readonly PastAlert[]; readonly rules: readonly AlertRule[] },
  keepRules: (rules: readonly AlertRule[]) => void,
  done: (call: string) => Outcome,
) {
  const os = implement(contract).alerts;
  return {
    approve: os.approve.handler(({ input }) => done(`alerts.approve ${input.alertId ?? 'all'}`)),
    reject: os.reject.handler(({ input }) => done(`alerts.reject ${input.alertId ?? 'all'}`)),
    clear: os.clear.handler(() => done('alerts.clear')),
    quiet: os.quiet.handler(({ input }) => done(`alerts.quiet ${input.quiet}`)),
    holdAll: os.holdAll.handler(({ input }) => done(`alerts.holdAll ${input.holdAll}`)),
    past: os.past.handler(({ input }) =>
      scene()
        .past.filter(({ no }) => input.beforeNo === null || no < input.beforeNo)
        .slice(0, input.limit),
    ),
    replay: os.replay.handler(({ input }) => done(`alerts.replay ${input.alertId}`)),
    rules: os.rules.handler(() => [...scene().rules]),
    setRules: os.setRules.handler(({ input }): Outcome => {
      const checked = checkRules(input.rules);
      if (!checked.ok) return checked;
      keepRules(checked.rules);
      return done(`alerts.setRules ${checked.rules.map(({ name }) => name).join(', ')}`);
    }),
    testRule: os.testRule.handler(({ input }) =>
      done(`alerts.testRule ${String(input.rule['name'])}`),
    ),
  };
}
