/** Keeps a widget that breaks from taking the others along: its place stays empty, and the log says why. */
import { Component } from 'react';
import type { ReactNode } from 'react';
import { reportLine } from '../client/report.ts';

interface Props {
  readonly name: string;
  /** Another value than the one with which it broke: it is tried again. */
  readonly again: string;
  readonly children: ReactNode;
}

interface State {
  readonly broken: boolean;
  readonly tried: string;
}

export class Boundary extends Component<Props, State> {
  override state: State = { broken: false, tried: this.props.again };

  static getDerivedStateFromError(): Partial<State> {
    return { broken: true };
  }

  static getDerivedStateFromProps({ again }: Props, { tried }: State): State | null {
    return again === tried ? null : { broken: false, tried: again };
  }

  override componentDidCatch(error: unknown): void {
    reportLine(`The widget ${this.props.name} broke and is not shown: ${String(error)}`);
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
